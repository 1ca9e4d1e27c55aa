namespace Upshot.Plan.Keys;

/// <summary>Names that authors give to owners, operations, objectives and the like.</summary>
internal static class Names
{
    // Says what is not allowed, because validators disagree on how to say "letter".
    public const string Pattern = @"^[^\s!-/:-@\[-`{-~][^\t\n\r!-,:-@\[-^`{-~]{0,99}$";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 100
        && char.IsLetterOrDigit(name[0])
        && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '_' or '/' or '-');
}
