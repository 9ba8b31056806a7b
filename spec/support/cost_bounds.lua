-- Instructions of a call in the preset dev, by the version of gcc: lower them with each gain. Other
-- compilers have a bound that catches only what is much.
return {
  ["12"] = 78200,
  other = 100000,
}
