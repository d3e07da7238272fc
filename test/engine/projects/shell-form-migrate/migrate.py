open("/tmp/migrated", "w").write("migrated")
