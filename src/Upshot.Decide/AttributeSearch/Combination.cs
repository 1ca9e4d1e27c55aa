namespace Upshot.Decide.AttributeSearch;

/// <summary>A combination of attribute values that costs more (or less) than it did.</summary>
/// <param name="Excess">What it costs beyond the expected, in the unit of the value.</param>
/// <param name="Share">Its part of all that is out of the ordinary in the same direction.</param>
/// <param name="Change">The relative change that its leaves have in common.</param>
/// <param name="P">How often chance alone would show a combination like this somewhere among all that were tried.</param>
public sealed record Combination(IReadOnlyList<KeyValuePair<string, string>> Where, double Excess, double Share, double Change, double P);
