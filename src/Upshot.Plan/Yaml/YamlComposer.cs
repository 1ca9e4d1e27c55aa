using Upshot.Plan.Problems;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Upshot.Plan.Yaml;

/// <summary>Turns the text of one file into nodes with places; a mistake becomes a problem and no exception leaves.</summary>
internal sealed class YamlComposer
{
    private readonly string _file;
    private readonly int _firstLine;
    private readonly ProblemList _problems;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private readonly Stack<SourceLocation> _brackets = new();
    private SourceLocation _last;
    private long _size;

    private YamlComposer(string file, string text, int firstLine, ProblemList problems)
    {
        _file = file;
        _firstLine = firstLine;
        _problems = problems;
        _parser = new Parser(new StringReader(text));
        _last = new SourceLocation(file, firstLine, 1);
    }

    /// <summary>Null when the text cannot be read at all, or is empty; the problems say why.</summary>
    /// <param name="firstLine">The line of the file on which the text begins: a front matter begins on the second.</param>
    public static YamlNode? Compose(string file, string text, ProblemList problems, int firstLine = 1)
    {
        var composer = new YamlComposer(file, text, firstLine, problems);
        try
        {
            return composer.Document();
        }
        catch (Stop)
        {
            return null;
        }
        catch (YamlException e)
        {
            problems.Add(YamlSyntax.Explain(e, composer.At(e.Start), text, firstLine));
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // YamlDotNet throws these when a bracket is not closed.
            var at = composer._brackets.Count > 0 ? composer._brackets.Peek() : composer._last;
            problems.Add(at, Rules.YamlSyntax, "The file is not valid YAML: what begins here is not complete.", "Close the bracket or quote, or correct the lines after it.");
            return null;
        }
    }

    private YamlNode? Document()
    {
        Next<StreamStart>();
        if (_parser.Current is StreamEnd)
        {
            return null;
        }

        Next<DocumentStart>();
        var node = Node(1);
        Next<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
        {
            _problems.Add(At(second.Start), Rules.YamlSyntax, "The file holds a second YAML document, which is not read.", "Put it into a file of its own and remove the line ---.");
        }

        return node;
    }

    private YamlNode Node(int depth)
    {
        var at = At(_parser.Current?.Start ?? Mark.Empty);
        _last = at;
        if (depth > YamlLimits.Depth)
        {
            Abort(at, $"Values are nested more than {YamlLimits.Depth} levels deep.", "Flatten the file.");
        }

        if (++_size > YamlLimits.Nodes)
        {
            Abort(at, $"The file holds more than {YamlLimits.Nodes:N0} values.", "Split it into several files, and look for aliases that repeat each other.");
        }

        switch (_parser.Current)
        {
            case Scalar scalar:
                _parser.MoveNext();
                return Anchored(scalar.Anchor, new YamlScalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty));
            case AnchorAlias alias:
                _parser.MoveNext();
                return Follow(alias, at);
            case SequenceStart sequence:
                _parser.MoveNext();
                return Anchored(sequence.Anchor, List(at, depth, sequence.Style == SequenceStyle.Flow));
            case MappingStart mapping:
                _parser.MoveNext();
                return Anchored(mapping.Anchor, Map(at, depth, mapping.Style == MappingStyle.Flow));
            default:
                Abort(at, "The file is not valid YAML.", "Correct the syntax here.");
                throw new Stop();
        }
    }

    private YamlList List(SourceLocation at, int depth, bool isBracket)
    {
        Open(at, isBracket);
        var items = new List<YamlNode>();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Close(isBracket);
        return new YamlList(at, items);
    }

    private YamlMap Map(SourceLocation at, int depth, bool isBracket)
    {
        Open(at, isBracket);
        var entries = new List<YamlEntry>();
        var merged = new List<YamlMap>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not YamlScalar { Text: var name })
            {
                _problems.Add(key.Location, Rules.YamlSyntax, $"A key must be text, not {key.Kind}.", "Write a plain key followed by a colon.");
            }
            else if (name == "<<" && ((YamlScalar)key).Plain)
            {
                Merge(value, merged);
            }
            else if (lines.TryGetValue(name, out var line))
            {
                _problems.Add(key.Location, Rules.DuplicateKey, $"The key {Quote.Of(name)} stands twice; it was given in line {line} already.", "Keep one of them.");
            }
            else
            {
                lines.Add(name, key.Location.Line);
                entries.Add(new YamlEntry(name, key.Location, value));
            }
        }

        Close(isBracket);
        foreach (var entry in merged.SelectMany(m => m.Entries))
        {
            // What the map says itself wins over what it merges, and an earlier merge over a later one.
            if (!lines.ContainsKey(entry.Key))
            {
                lines.Add(entry.Key, entry.Location.Line);
                entries.Add(entry);
            }
        }

        return new YamlMap(at, entries);
    }

    private void Open(SourceLocation at, bool isBracket)
    {
        if (isBracket)
        {
            _brackets.Push(at);
        }
    }

    private void Close(bool isBracket)
    {
        _parser.MoveNext();
        if (isBracket)
        {
            _brackets.Pop();
        }
    }

    private void Merge(YamlNode value, List<YamlMap> merged)
    {
        foreach (var item in value is YamlList list ? list.Items : [value])
        {
            if (item is YamlMap map)
            {
                merged.Add(map);
            }
            else
            {
                _problems.Add(item.Location, Rules.YamlSyntax, $"A merge key << takes a map, not {item.Kind}.", "Refer to an anchor on a map.");
            }
        }
    }

    private YamlNode Follow(AnchorAlias alias, SourceLocation at)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            Abort(at, $"The alias *{alias.Value} refers to an anchor that is not complete before it.", "Define the anchor earlier in the file, or write the value out.");
        }

        _size += node!.Size;
        if (_size > YamlLimits.Nodes)
        {
            Abort(at, $"Following the aliases makes more than {YamlLimits.Nodes:N0} values.", "Do not nest aliases in aliases.");
        }

        return node;
    }

    private YamlNode Anchored(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is null)
        {
            _parser.MoveNext();
        }

        if (_parser.Current is not T)
        {
            Abort(At(_parser.Current?.Start ?? Mark.Empty), "The file is not valid YAML.", "Correct the syntax here.");
        }

        _parser.MoveNext();
    }

    private void Abort(SourceLocation at, string message, string remedy)
    {
        _problems.Add(at, Rules.YamlSyntax, message, remedy);
        throw new Stop();
    }

    private SourceLocation At(Mark mark) => new(_file, Math.Max(1, (int)mark.Line) + _firstLine - 1, Math.Max(1, (int)mark.Column));

    private sealed class Stop : Exception;
}
