# What a host is told about config/helplines.toml. As in content.ftl, each sentence follows "config/helplines.toml, line 14: ",
# and knows the place as { content-item } and $field.

# $phone, $dial: as they stand in the file
helplines-digits = { content-item } shows the number “{ $phone }” but would dial “{ $dial }”. Both need the same digits: look at the organisation's site for the right ones.
# $value: what stands in `dial`, or among the emergency numbers
helplines-dial = { content-item } has “{ $value }” in `{ $field }`, which no telephone can dial. Write digits only; they may begin with +, # or *.
# $digits: the digits that look like a telephone number
helplines-number-in-text = { content-item } has the number { $digits } in `{ $field }`, where it would stay after it became too old to show. Numbers belong in `phone` and `dial`, or in `sms`; say it in other words here.
# $digits: the organisation's own number
helplines-unnumbered-name = { content-item } has its number { $digits } in `{ $field }`, where it would stay after it became too old to show. Add `unnumbered_name = "…"` with the name without it.
helplines-no-way = { content-item } has no way to reach the organisation. Add `phone` and `dial`, or `sms`, `chat` or `url`.
helplines-no-directory = the file has no directory to show to people whose country is not in it. Add one under a line `[[directories]]`.
# $code: as in [countries.XX]
helplines-country = “{ $code }” is not the code of a country. Write the two capital letters of ISO 3166, such as [countries.IE] for Ireland; GB is the United Kingdom.
# $name: the name
helplines-country-name = the name “{ $name }” has no letter and no digit, so people who type other signs would be taken to that country. Write the name that people use.
# $id: the id; $first: the line where it stands first
helplines-same-id = the id “{ $id }” is taken already, in line { $first }. Give this record another one.
# $name: the name; $other: the code of the other country
helplines-same-name = the name “{ $name }” belongs to { $other } already, and nobody who types it should get another country's numbers. Remove one of them.
# $most: in months
helplines-limit = `{ $field }` can be 0 to { $most } months here. Shorter times than the bot's own are fine, longer ones are not: old numbers lead people astray.
