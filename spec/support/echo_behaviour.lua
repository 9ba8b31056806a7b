-- The least that the sandbox's listener can serve: says what arrived.
return {
  open = function()
    return function(request)
      return 200, { { "Content-Type", "text/plain" } },
        ("%s %d %d"):format(request.method, #request.target, #request.body)
    end, function(_, text)
      return text
    end
  end,
}
