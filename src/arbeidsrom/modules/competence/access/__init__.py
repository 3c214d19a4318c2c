"""Who may see and do what with requirements, plans and what people have registered."""
