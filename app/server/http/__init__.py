"""HTTP: requests, their deadlines, Host and Origin, and how they are refused."""
