"""The pages of sharing: stewards', the receiving desk's and the receivers'."""
