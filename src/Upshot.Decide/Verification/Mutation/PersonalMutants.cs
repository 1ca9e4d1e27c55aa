using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Personal data and credentials where none belong. All are made up: documented test numbers and reserved names.</summary>
internal static class PersonalMutants
{
    private static readonly (string Kind, string Text)[] s_planted =
    [
        ("e-mail address", "jane.doe@customer.example"),
        ("card number", "4111 1111 1111 1111"),
        ("IBAN", "DE89 3704 0044 0532 0130 00"),
        ("bearer token", "Bearer 0123456789abcdef0123456789abcdef"),
        ("IP address", "203.0.113.77"),
    ];

    public static IEnumerable<Mutant> Of(SignalEdit edit, MatchedTelemetry seen)
    {
        var signal = edit.Signal;
        var texts = seen.AttributeValues().Where(v => v.Signal == signal && v.Value.Type == "string" && !Contract.IsOwn(v.Name)).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var attribute = signal.Attributes.FirstOrDefault(a => texts.Contains(a.Name) && !PersonalDataCheck.IsOfAMachine(a.Name))?.Name ?? "note";
        foreach (var (kind, text) in s_planted)
        {
            yield return new(
                new("personal data planted", $"{kind} in {attribute} of {Format.Of(signal.Kind)} {signal.Name}", "Class the attribute in the plan, so that whatever is not redacted is found."),
                () => edit.Attributes(a => SignalEdit.With(a, attribute, CapturedValue.Of(text))),
                PersonalDataCheck.Info.Id);
        }
    }
}
