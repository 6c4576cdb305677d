# Places to get help: /resources, and the page behind every help button.

command-resources = Places to get help, by country
command-resources-country = A country; international directories if left empty

danger-known = If you are in danger now, call { $numbers } ({ $country }).
danger-unknown = If you are in danger now, call your local emergency number.
danger-or = { " or " }

help-title = ## Places to get help
help-choose = These pages list helplines by country. You can also choose a country below. The answer is shown to you alone, and your choice is not kept.
    -# This bot only points to places and gives no counselling. A call may show on a phone bill.
help-country-title = ## { $country }
help-signpost = -# This bot only points to places and gives no counselling. A call may show on a phone bill.
help-none = There is no helpline to show for this country now. The pages below list helplines by country.

helpline-region = ({ $value })
helpline-purpose = About: { $value }
helpline-phone = Phone: { $value }
helpline-message = Message: { $value }
helpline-chat = Chat: { $value }
helpline-site = Website: { $value }
helpline-hours = Hours: { $value }
helpline-languages = Languages: { $value }
helpline-audience = For: { $value }
helpline-reporting = Run by the police or the state. They may act on what you tell them.

not-known = not known
checked = -# Last checked: { $date }
checked-ageing = -# Last checked in { $date }; numbers change, { $site ->
    [yes] compare with their site.
   *[no] compare with one of the directories.
}
number-withheld = -# No number is shown, because none was confirmed recently enough.
emergency-checked = -# The emergency number above was last checked: { $date }

directories-title = ### International directories
topics-title = ### For one topic

menu-countries = { $first } to { $last }
