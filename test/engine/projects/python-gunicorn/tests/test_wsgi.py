import wsgi
