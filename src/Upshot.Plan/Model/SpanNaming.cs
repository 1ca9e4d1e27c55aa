using System.Text;

namespace Upshot.Plan;

/// <summary>Names of spans that are made of attributes: <c>{db.operation.name} {db.collection.name}</c>.</summary>
public static class SpanNaming
{
    /// <summary>The parts of a template in their order: text, or the name of an attribute.</summary>
    internal static List<(string Text, bool IsAttribute)> Parts(string template)
    {
        var parts = new List<(string, bool)>();
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                parts.Add((template.Substring(at), false));
                break;
            }

            if (open > at)
            {
                parts.Add((template.Substring(at, open - at), false));
            }

            parts.Add((template.Substring(open + 1, close - open - 1), true));
            at = close + 1;
        }

        return parts;
    }

    /// <summary>The attributes that a template names, in their order.</summary>
    public static IReadOnlyList<string> Attributes(string template)
    {
        var names = new List<string>();
        foreach (var (text, isAttribute) in Parts(template))
        {
            if (isAttribute)
            {
                names.Add(text);
            }
        }

        return names;
    }

    /// <summary>The name for these values; null where one is missing.</summary>
    public static string? Of(string template, Func<string, string?> value)
    {
        var name = new StringBuilder();
        foreach (var (text, isAttribute) in Parts(template))
        {
            if ((isAttribute ? value(text) : text) is not { } part)
            {
                return null;
            }

            name.Append(part);
        }

        return name.ToString();
    }
}
