namespace Upshot.Doctor;

internal enum DiagnosisKind
{
    Well,

    /// <summary>Nothing is lost, and some answers cannot be given.</summary>
    Hint,

    /// <summary>Telemetry does not arrive, or is not used.</summary>
    Fault,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Id">As scripts know it.</param>
/// <param name="Paste">A line that mends it, for a shell or a file; null: there is no one line.</param>
internal sealed record Diagnosis(DiagnosisKind Kind, string Id, string Sentence, string? Paste = null)
{
    public static Diagnosis Well(string id, string sentence) => new(DiagnosisKind.Well, id, sentence);

    public static Diagnosis Hint(string id, string sentence, string? paste = null) => new(DiagnosisKind.Hint, id, sentence, paste);

    public static Diagnosis Fault(string id, string sentence, string? paste = null) => new(DiagnosisKind.Fault, id, sentence, paste);
}
