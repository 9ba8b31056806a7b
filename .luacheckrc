std = "lua54"
max_line_length = 100
files["spec"] = { std = "lua54+busted" }
files["lua/_meta"] = { ignore = { "211", "212" } }
exclude_files = { "build", "build.luarocks" }
