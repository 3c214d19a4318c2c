"""Papers that leave the program: one content, made as a PDF and as a Word document that look alike."""
