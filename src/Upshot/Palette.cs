namespace Upshot;

/// <summary>
/// The colours of all that is printed, of the sixteen that a terminal's user has chosen. Markup has the same ones by name: red, green, yellow, blue, grey.
/// </summary>
internal static class Palette
{
    public const string Red = "91", Green = "32", Yellow = "93", Blue = "94";
}
