using Upshot.Decide.PersonalData;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Checks;
using Upshot.Plan.Registry;

namespace Upshot.Decide.Verification;

/// <summary>Personal data and credentials: by the form of values, and by what the plan says of attributes. What is found is never shown whole.</summary>
internal static class PersonalDataCheck
{
    public static readonly CheckInfo Info = new("personal-data", "A value is personal or secret and was emitted as it is.", "Telemetry is copied widely and kept long; what leaks into it cannot be taken back.");

    /// <summary>Addresses and names in these are those of machines.</summary>
    private static readonly string[] s_machines = ["server.", "host.", "network.local.", "net.host.", "net.peer.", "upstream.", "db.", "k8s.", "container.", "cloud.", "service.", "telemetry.", "process.", "user_agent.", "url.full", "url.path", "os.", "peer.service"];

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var (location, declared, name, value) in Texts(seen))
        {
            if (declared is not null && declared.Definition.AtSource is { } redaction)
            {
                if (!IsRedacted(value, redaction))
                {
                    var secret = declared.Definition.Privacy == PrivacyClass.Secret;
                    yield return new(
                        Info.Id,
                        location,
                        $"The attribute {name} is {(secret ? "secret" : "personal")} and was emitted {(redaction == Redaction.Drop ? "instead of being dropped" : "without being redacted")}.",
                        redaction switch
                        {
                            Redaction.Drop => "Do not set it; generated instrumentation drops it at the source.",
                            Redaction.Mask => "Mask it at the source; generated instrumentation does.",
                            _ => "Hash it with a key at the source; generated instrumentation does.",
                        })
                    {
                        Declared = declared.Location,
                        Evidence = Masked(value.Text),
                    };
                }
            }
            else if (Sensitive.Find(value.Text, mayHoldAddresses: !IsOfAMachine(name) && !IsClassedAsAddress(name, declared)) is { } found)
            {
                yield return new(
                    Info.Id,
                    location,
                    $"{(name.Length > 0 ? $"The attribute {name}" : "A text")} holds {found.Kind}.",
                    name.Length > 0
                        ? "Do not emit it; if it is needed, class the attribute as personal or secret in the plan and redact it at the source."
                        : "Leave it out of the message; if it is needed, make it an attribute that the plan classes as personal and redacts.")
                {
                    Declared = declared?.Location,
                    Evidence = found.Masked,
                };
            }
            else if (declared is null && name.Length > 0 && IsPersonalByName(name) && value.Text.Length > 0)
            {
                yield return new(
                    Info.Id,
                    location,
                    $"The attribute {name} identifies a person by its name, and the plan does not class it.",
                    location.Scope.Length > 0 && LibraryScopes.Contains(location.Scope)
                        ? $"{location.Scope} sets it: take it out in a span processor, or redact it there and define it in the plan (id: {name} in an attribute group) with privacy: personal; privacy: internal would say that it never is a person's."
                        : $"Do not emit it, or redact it at the source and define it in the plan (id: {name} in an attribute group) with privacy: personal.")
                {
                    Evidence = Masked(value.Text),
                };
            }
        }
    }

    /// <summary>An IP address in it is that of a machine.</summary>
    public static bool IsOfAMachine(string name) =>
        s_machines.Any(m => name.StartsWith(m, StringComparison.Ordinal)) || name.EndsWith(".version", StringComparison.Ordinal) || name.EndsWith("_version", StringComparison.Ordinal);

    /// <summary>The team says that the addresses in an attribute for addresses are those of its own systems.</summary>
    private static bool IsClassedAsAddress(string name, SignalAttribute? declared) =>
        declared is { Definition.Privacy: PrivacyClass.Internal or PrivacyClass.Public } && (name.EndsWith(".address", StringComparison.Ordinal) || name.EndsWith(".ip", StringComparison.Ordinal));

    /// <summary>Whoever calls knows whom: the peer of a client is one of our servers or of somebody else's.</summary>
    private static bool IsAddressOfCalled(CapturedSpan span, string name) =>
        span.Kind is "client" or "producer" && name is "network.peer.address" or "net.sock.peer.addr" or "net.peer.ip";

    private static bool IsPersonalByName(string name) =>
        name != "network.peer.address" && (KnownAttributes.PrivacyOf(name) is PrivacyClass.Personal or PrivacyClass.Secret
        || (!KnownAttributes.Contains(name) && Personal.Looks(new AttributeDefinition(name, new("", 1, 1)))));

    /// <summary>A mask is a short text of few different signs, or in brackets; a hash is a long one that says nothing.</summary>
    private static bool IsRedacted(CapturedValue value, Redaction redaction) => redaction switch
    {
        Redaction.Mask => value.Text.Length == 0 || value.Text.All(c => c is '*' or '•' or 'x' or 'X' or '-') || (value.Text[0] is '[' or '<' && value.Text[^1] is ']' or '>') || value.Text is "REDACTED" or "redacted",
        Redaction.Hash => value.Text.Length == 0 || IsHash(value.Text),
        _ => false,
    };

    private static bool IsHash(string text)
    {
        var hash = text[(text.IndexOf(':') + 1)..];
        return hash.Length >= 8 && hash.All(c => char.IsAsciiHexDigit(c) || char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '=' or '+' or '/')
            && (hash.All(char.IsAsciiHexDigitLower) || hash.All(char.IsAsciiHexDigitUpper) || hash.Length >= 20) && hash.Any(char.IsAsciiDigit) && Sensitive.Find(text, true) is null;
    }

    private static string Masked(string text) => text.Length <= 2 ? "••" : $"{text[0]}•••{(text.Length > 6 ? text[^1..] : "")} ({text.Length} characters)";

    private static IEnumerable<(TelemetryLocation Location, SignalAttribute? Declared, string Name, CapturedValue Value)> Texts(MatchedTelemetry seen)
    {
        foreach (var span in seen.Spans)
        {
            foreach (var text in Attributes(span, span.Item.Name, span.Item.Attributes, seen.Plan).Where(a => !IsAddressOfCalled(span.Item, a.Name)).Concat(span.Item.Events.SelectMany(e => Attributes(span, span.Item.Name, e.Attributes, seen.Plan))))
            {
                yield return text;
            }

            yield return (span.At(span.Item.Name), null, "", CapturedValue.Of(span.Item.Name));
            yield return (span.At(span.Item.Name), null, "", CapturedValue.Of(span.Item.StatusMessage));
        }

        foreach (var log in seen.Logs)
        {
            yield return (log.At(log.Item.EventName), null, "", log.Item.Body);
            foreach (var text in Attributes(log, log.Item.EventName, log.Item.Attributes, seen.Plan))
            {
                yield return text;
            }
        }

        foreach (var metric in seen.Metrics)
        {
            foreach (var point in metric.Item.Points)
            {
                foreach (var text in Attributes(metric, metric.Item.Name, point.Attributes, seen.Plan).Concat(point.Exemplars.SelectMany(e => Attributes(metric, metric.Item.Name, e.Attributes, seen.Plan))))
                {
                    yield return text;
                }
            }
        }

        foreach (var origin in CapturedCounts.Origins(seen.Captured).DistinctBy(o => o.ResourceKey))
        {
            foreach (var (name, value) in origin.Resource.Where(a => Sensitive.Find(a.Value.Text, mayHoldAddresses: false) is not null))
            {
                yield return (new(origin.Service, "", "resource", name), null, name, value);
            }
        }
    }

    private static IEnumerable<(TelemetryLocation Location, SignalAttribute? Declared, string Name, CapturedValue Value)> Attributes<T>(Seen<T> item, string name, IReadOnlyDictionary<string, CapturedValue> attributes, ProductPlan plan) =>
        attributes.Where(a => a.Value.Type is not ("boolean" or "double") && !Contract.IsOwn(a.Key))
            .Select(a => (item.At(name, a.Key), Declared(item.Signal, a.Key, plan), a.Key, a.Value));

    /// <summary>As the signal uses it; else as the plan defines it, for what libraries emit too.</summary>
    private static SignalAttribute? Declared(Signal? signal, string name, ProductPlan plan) =>
        signal?.Attributes.FirstOrDefault(d => d.Name == name)
        ?? (plan.Attributes.FirstOrDefault(d => d.Name == name) is { } definition ? new(definition, RequirementLevel.OptIn, definition.Location) : null);
}
