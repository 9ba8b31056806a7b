std = "lua54"
max_line_length = 100
files["spec"] = { std = "lua54+busted" }
files["examples/hosts/lighttpd"] = { globals = { "lighty" } }
files["examples/hosts/prosody"] = { globals = { "module" } }
-- Annotations of a member are one line, and functions have no bodies.
files["lua/_meta"] = { ignore = { "211", "212", "241", "631" } }
exclude_files = { "build", "build.luarocks" }
