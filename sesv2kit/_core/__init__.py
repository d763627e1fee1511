"""How a call proceeds: its limits, its attempts, and what follows on a failure. Knows nothing of boto3. Private."""
