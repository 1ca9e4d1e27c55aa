namespace Upshot.Decide.Contrasts;

/// <summary>How the values of one attribute are spread over requests inside of a selection and outside of it.</summary>
/// <param name="Differs">By how much the two spreads differ beyond what chance makes of so few requests: 0 they do not; the nearer to 1, the less they have in common.</param>
/// <param name="IsConsequence">It says how a request ended rather than what it was: no cause can be seen in it.</param>
/// <param name="InSelected">The share of the selected requests that have the attribute; <paramref name="InOthers"/> of the others.</param>
/// <param name="Values">How many values there are; <paramref name="Shares"/> has the most frequent, ranges where numbers have many.</param>
public sealed record AttributeSpread(string Attribute, double Differs, bool IsConsequence, double InSelected, double InOthers, int Values, IReadOnlyList<ValueShare> Shares);

/// <summary>Shares of all requests of either side, weighted.</summary>
public sealed record ValueShare(string Value, double InSelected, double InOthers);
