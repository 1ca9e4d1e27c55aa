namespace Upshot.Plan.Keys;

/// <summary>Names that authors give to owners, operations, objectives and the like.</summary>
internal static class Names
{
    public const string Pattern = @"^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,99}$";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 100
        && char.IsLetterOrDigit(name[0])
        && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '_' or '/' or '-');
}
