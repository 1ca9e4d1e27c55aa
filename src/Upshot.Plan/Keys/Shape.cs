using System.Text.RegularExpressions;

namespace Upshot.Plan.Keys;

/// <summary>
/// What a value may look like. The reader checks values against these shapes, and the JSON Schema and the documentation
/// of the format are written from them, so that the three cannot part.
/// </summary>
internal abstract record Shape;

/// <summary>Text; a plain number or boolean is not text.</summary>
internal sealed record TextShape(int MaxLength = 20_000, bool MayBeEmpty = false) : Shape;

/// <summary>Text, number or boolean.</summary>
internal sealed record LiteralShape : Shape;

/// <summary>Text where a plain number is welcome too, such as a version.</summary>
internal sealed record WordShape : Shape;

/// <summary>The name of something that the plan defines.</summary>
internal sealed record ReferenceShape(string What) : Shape;

internal sealed record BooleanShape : Shape;

internal sealed record NumberShape(double Low, double High, bool Integer = false) : Shape;

internal sealed record ChoiceShape(IReadOnlyList<string> Values) : Shape;

internal sealed record DurationShape(TimeSpan Low, TimeSpan High, string Example) : Shape;

/// <summary>A share as 99.9% or 0.999.</summary>
internal sealed record ShareShape(double Low, double High, string Example, bool OpenLow = false, bool OpenHigh = false) : Shape;

/// <summary>An interval of changes as -30%..-10%.</summary>
internal sealed record ChangeShape : Shape;

internal sealed record BytesShape : Shape;

internal sealed record DateShape : Shape;

/// <summary>Text of one form.</summary>
/// <param name="Pattern">A regular expression that all of it matches, in the dialect of JSON Schema.</param>
/// <param name="What">What it is, for messages: "a rate such as 50/s".</param>
internal sealed record PatternShape(string Pattern, string What) : Shape
{
    private readonly Lazy<Regex> _regex = new(() => new Regex(Pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));

    public bool Matches(string text) => _regex.Value.IsMatch(text);
}

internal sealed record AnyShape : Shape;

/// <param name="OrOne">A single item without the list is welcome too.</param>
internal sealed record ListShape(Shape Item, bool OrOne = false) : Shape;

/// <summary>A map with the keys of a table.</summary>
internal sealed record TableShape(KeyTable Table) : Shape;

/// <summary>A map from names that the author chooses to values of one shape.</summary>
/// <param name="What">What is named: "operation".</param>
/// <param name="FreeNames">Any text may be a name.</param>
/// <param name="Refers">The names refer to things that stand elsewhere.</param>
internal sealed record NamedShape(string What, Shape Item, bool FreeNames = false, bool Refers = false) : Shape;

/// <summary>A short form, or a map that says more.</summary>
internal sealed record EitherShape(Shape Short, Shape Long) : Shape;

/// <summary>A map whose keys depend on what it holds: the table is picked by looking at it.</summary>
internal sealed record PickShape(IReadOnlyList<KeyTable> Tables, Func<Yaml.YamlMap, KeyTable> Pick) : Shape;

/// <summary>A shape that contains itself.</summary>
internal sealed record LazyShape(Func<Shape> Shape) : Shape;
