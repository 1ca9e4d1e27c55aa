using System.Text;

namespace Upshot.Plan.Checks;

/// <summary>Guesses from its name whether an attribute could identify a person.</summary>
internal static class Personal
{
    private static readonly HashSet<string> s_alone = new(StringComparer.Ordinal)
    {
        "email", "emails", "mail", "phone", "telephone", "msisdn", "ip", "ipaddress", "ssn", "passport", "iban", "birthdate", "birthday",
        "dob", "surname", "firstname", "lastname", "fullname", "username", "userid", "login", "password", "passwd", "secret", "creditcard",
        "cvv", "cvc", "gender", "religion", "nationality", "latitude", "longitude", "postcode", "postalcode", "zipcode", "imei", "imsi", "card",
    };

    private static readonly HashSet<string> s_people = new(StringComparer.Ordinal)
    {
        "user", "customer", "person", "client", "member", "patient", "employee", "visitor", "account", "contact", "buyer", "guest", "driver",
        "passenger", "student", "subscriber", "caller", "recipient", "cardholder", "device", "cookie", "profile",
    };

    private static readonly HashSet<string> s_ofPeople = new(StringComparer.Ordinal)
    {
        "id", "name", "address", "number", "key", "identifier", "location", "age",
    };

    private static readonly HashSet<string> s_pairs = new(StringComparer.Ordinal)
    {
        "first name", "last name", "full name", "family name", "given name", "maiden name", "birth date", "ip address", "ip addr", "card number",
        "card holder", "credit card", "debit card", "phone number", "street address", "home address", "billing address", "shipping address",
        "postal code", "zip code", "tax id", "national id", "social security", "date of birth",
    };

    public static bool Looks(AttributeDefinition attribute)
    {
        // A yes or no and a value from a short list identify nobody.
        if (attribute.Type is "boolean" or "boolean[]" or "enum")
        {
            return false;
        }

        var words = Words(attribute.Name);
        for (var i = 0; i < words.Count; i++)
        {
            var isLast = i == words.Count - 1;
            var pair = isLast ? "" : $"{words[i]} {words[i + 1]}";

            // customer.ip is an address; shop.ip.version is not: a word that stands alone counts at the end only.
            if ((isLast && s_alone.Contains(words[i])) || s_pairs.Contains(pair) || (i == words.Count - 2 && s_people.Contains(words[i]) && s_ofPeople.Contains(words[i + 1])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words of a name in snake, dotted or camel case.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && i > 0 && char.IsLower(name[i - 1])))
            {
                Flush();
            }

            if (char.IsLetterOrDigit(name[i]))
            {
                word.Append(char.ToLowerInvariant(name[i]));
            }
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}
