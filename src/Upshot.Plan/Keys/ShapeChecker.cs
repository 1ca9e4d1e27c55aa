using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Keys;

/// <summary>Holds values against their shapes, reports every difference and collects the references.</summary>
internal sealed class ShapeChecker(ProblemList problems, List<Reference> references)
{
    /// <param name="title">What the file is, for messages: "The plan".</param>
    public void Check(string title, YamlNode node, Shape shape) => Check(new Subject(title, node.Location, ""), node, shape);

    private void Check(Subject subject, YamlNode node, Shape shape)
    {
        var key = subject.Key;
        switch (shape)
        {
            case AnyShape:
                break;
            case LazyShape lazy:
                Check(subject, node, lazy.Shape());
                break;
            case EitherShape either:
                Check(subject, node, node is YamlMap ? either.Long : either.Short);
                break;
            case TableShape { Table: var table }:
                if (Is<YamlMap>(key, node, "a map") is { } map)
                {
                    CheckTable(subject, map, table);
                }

                break;
            case PickShape pick:
                if (Is<YamlMap>(key, node, "a map") is { } picked)
                {
                    CheckTable(subject, picked, pick.Pick(picked));
                }

                break;
            case NamedShape named:
                CheckNamed(key, node, named);
                break;
            case ListShape list:
                CheckList(subject, node, list);
                break;
            default:
                CheckScalar(key, node, shape);
                break;
        }
    }

    private void CheckTable(Subject subject, YamlMap map, KeyTable table)
    {
        foreach (var entry in map.Entries)
        {
            if (table.Find(entry.Key) is not { } known)
            {
                if (!table.Open)
                {
                    ReportUnknown(entry, subject, map, table);
                }
            }
            else if (known.Required && entry.Value is YamlScalar scalar && scalar.Text.Trim().Length == 0 && known.Shape is not TextShape { MayBeEmpty: true })
            {
                ReportMissing(known, subject, table, entry.Location);
            }
            else
            {
                Check(new Subject(entry.Key, entry.Location, null), entry.Value, known.Shape);
            }
        }

        foreach (var key in table.Keys)
        {
            if (key.Required && map.Find(key.Name) is null)
            {
                ReportMissing(key, subject, table, subject.Location);
            }
        }
    }

    private void ReportUnknown(YamlEntry entry, Subject subject, YamlMap map, KeyTable table)
    {
        if (problems.IsFull)
        {
            problems.Add(entry.Location, Rules.UnknownKey, "", "");
            return;
        }

        var free = table.Keys.Select(k => k.Name).Where(n => map.Find(n) is null).ToList();
        problems.Add(entry.Location, Rules.UnknownKey, $"{subject.Says(table)} has no key {Quote.Of(entry.Key)}.", Suggestions.Remedy(entry.Key, free, "Remove it."));
    }

    private void ReportMissing(Key key, Subject subject, KeyTable table, SourceLocation location) =>
        problems.Add(location, key.Missing, $"{subject.Says(table)} needs {key.Name}.", $"Add {key.Name}: {Sentence.Lower(key.Doc).TrimEnd('.')}.");

    private void CheckNamed(string key, YamlNode node, NamedShape shape)
    {
        if (Is<YamlMap>(key, node, $"a map from {shape.What} to its description") is not { } map)
        {
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (shape.Refers)
            {
                references.Add(new Reference(shape.What, entry.Key, entry.Location));
            }
            else if (!shape.FreeNames && !Names.IsValid(entry.Key))
            {
                problems.Add(entry.Location, Rules.BadName, $"{Quote.Of(entry.Key)} cannot be the name of {Sentence.Article(shape.What)}.", "Begin with a letter or digit and use letters, digits, blanks and . _ / - only, 100 at most.");
            }

            Check(new Subject(entry.Key, entry.Location, shape.What), entry.Value, shape.Item);
        }
    }

    private void CheckList(Subject subject, YamlNode node, ListShape shape)
    {
        if (shape.OrOne && node is not YamlList)
        {
            Check(subject, node, shape.Item);
        }
        else if (Is<YamlList>(subject.Key, node, "a list") is { } list)
        {
            foreach (var item in list.Items)
            {
                Check(new Subject(subject.Key, item.Location, null), item, shape.Item);
            }
        }
    }

    private void CheckScalar(string key, YamlNode node, Shape shape)
    {
        if (Is<YamlScalar>(key, node, ScalarChecker.Wanted(shape)) is { } scalar
            && ScalarChecker.Check(key, scalar, shape, problems)
            && shape is ReferenceShape { What: var what })
        {
            references.Add(new Reference(what, scalar.Text.Trim(), scalar.Location));
        }
    }

    private T? Is<T>(string key, YamlNode node, string wanted)
        where T : YamlNode
    {
        if (node is T right)
        {
            return right;
        }

        problems.Add(node.Location, Rules.WrongType, $"{Quote.Clip(key)} takes {wanted}, not {node.Kind}.", $"Write {wanted}, or remove the key.");
        return null;
    }

    /// <summary>
    /// What a problem is about: the key, where it stands, and, where the key is a name, what it names; empty: a whole file.
    /// </summary>
    private readonly record struct Subject(string Key, SourceLocation Location, string? Names)
    {
        public string Says(KeyTable table) => Names switch
        {
            null => Sentence.Start(table.Name),
            "" => Key,
            _ => $"The {Names} {Quote.Of(Key)}",
        };
    }
}
