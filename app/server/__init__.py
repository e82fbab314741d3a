"""Input and output: sockets, admission, rate limits, the uvicorn protocols."""
