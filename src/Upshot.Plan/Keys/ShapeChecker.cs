using Upshot.Plan.Checks;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Keys;

/// <summary>Holds values against their shapes and reports every difference.</summary>
internal static class ShapeChecker
{
    /// <param name="key">The key under which the value stands, for messages.</param>
    public static void Check(string key, YamlNode node, Shape shape, ProblemList problems)
    {
        switch (shape)
        {
            case AnyShape:
                break;
            case EitherShape either:
                Check(key, node, node is YamlScalar || IsPlural(either.Short) ? either.Short : either.Long, problems);
                break;
            case TableShape { Table: var table }:
                if (Is<YamlMap>(key, node, "a map", problems) is { } map)
                {
                    CheckTable(map, table, problems);
                }

                break;
            case NamedShape named:
                CheckNamed(key, node, named, problems);
                break;
            case ListShape list:
                CheckList(key, node, list, problems);
                break;
            default:
                if (Is<YamlScalar>(key, node, ScalarChecker.Wanted(shape), problems) is { } scalar)
                {
                    ScalarChecker.Check(key, scalar, shape, problems);
                }

                break;
        }
    }

    public static void CheckTable(YamlMap map, KeyTable table, ProblemList problems)
    {
        foreach (var entry in map.Entries)
        {
            if (table.Find(entry.Key) is { } known)
            {
                Check(entry.Key, entry.Value, known.Shape, problems);
            }
            else
            {
                var names = table.Keys.Select(k => k.Name).Where(n => map.Find(n) is null).ToList();
                problems.Add(
                    entry.Place,
                    Rules.UnknownKey,
                    $"{Sentence.Start(table.Name)} has no key {Quote.Of(entry.Key)}.",
                    Likely.Remedy(entry.Key, names, "Remove it."));
            }
        }

        foreach (var key in table.Keys)
        {
            if (key.Required && map.Find(key.Name) is null)
            {
                problems.Add(map.Place, key.Missing, $"{Sentence.Start(table.Name)} has no {key.Name}.", $"Add {key.Name}: {Sentence.Lower(key.Doc)}");
            }
        }
    }

    private static void CheckNamed(string key, YamlNode node, NamedShape shape, ProblemList problems)
    {
        if (Is<YamlMap>(key, node, $"a map from {shape.What} to its description", problems) is not { } map)
        {
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (!shape.FreeNames && !Names.IsValid(entry.Key))
            {
                problems.Add(entry.Place, Rules.BadName, $"{Quote.Of(entry.Key)} cannot be the name of {Sentence.Article(shape.What)}.", "Begin with a letter or digit and use letters, digits, blanks and . _ / - only, 100 at most.");
            }

            Check(entry.Key, entry.Value, shape.Item, problems);
        }
    }

    private static void CheckList(string key, YamlNode node, ListShape shape, ProblemList problems)
    {
        if (shape.OrOne && node is not YamlList)
        {
            Check(key, node, shape.Item, problems);
        }
        else if (Is<YamlList>(key, node, "a list", problems) is { } list)
        {
            foreach (var item in list.Items)
            {
                Check(key, item, shape.Item, problems);
            }
        }
    }

    private static T? Is<T>(string key, YamlNode node, string wanted, ProblemList problems)
        where T : YamlNode
    {
        if (node is T right)
        {
            return right;
        }

        problems.Add(node.Place, Rules.WrongType, $"{Quote.Clip(key)} takes {wanted}, not {node.Kind}.", $"Write {wanted}, or remove the key.");
        return null;
    }

    private static bool IsPlural(Shape shape) => shape is ListShape;
}
