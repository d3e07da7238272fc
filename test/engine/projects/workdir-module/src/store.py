path = "/tmp/seed"
