std = "lua54"
max_line_length = 100
files["spec"] = { std = "lua54+busted" }
files["examples/hosts/lighttpd"] = { globals = { "lighty" } }
files["examples/hosts/prosody"] = { globals = { "module" } }
files["lua/_meta"] = { ignore = { "211", "212" } }
exclude_files = { "build", "build.luarocks" }
