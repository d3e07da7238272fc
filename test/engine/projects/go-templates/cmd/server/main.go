package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
)

func main() {
	port := flag.String("port", "80", "where to listen")
	flag.Parse()
	page, err := os.ReadFile(os.Getenv("PAGE"))
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s %s", page, r.URL.Path) })
	http.ListenAndServe(":"+*port, nil)
}
