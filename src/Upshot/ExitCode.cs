namespace Upshot;

/// <summary>What the program's exit codes say.</summary>
internal static class ExitCode
{
    public const int Yes = 0;
    public const int Failed = 1;
    public const int No = 2;
    public const int NotEnoughEvidence = 3;
}
