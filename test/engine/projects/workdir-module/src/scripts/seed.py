import store

open(store.path, "w").write("seeded")
