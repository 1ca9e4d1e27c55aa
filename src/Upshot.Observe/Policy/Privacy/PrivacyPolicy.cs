using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Rewriting;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Plan;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>What the plan classes as personal or secret leaves a batch here, before anything of it is stored. For any number of threads.</summary>
internal sealed class PrivacyPolicy
{
    private readonly PrivacyRules _rules;
    private readonly ValueHash? _hash;
    private readonly BatchReader _reader = new();

    private PrivacyPolicy(PrivacyRules rules, byte[]? key) => (_rules, _hash) = (rules, key is null ? null : new ValueHash(key));

    /// <summary>Names in the plan whose values are dropped, since there is no key to hash them with.</summary>
    public IReadOnlyList<string> Unhashed => _hash is null ? _rules.Hashed : [];

    /// <summary>Null: the plan classes nothing.</summary>
    public static PrivacyPolicy? Of(ProductPlan plan, IReadOnlyList<TranslationRule> rules, byte[]? key) =>
        PrivacyRules.Of(plan, rules) is { } found ? new PrivacyPolicy(found, key) : null;

    /// <summary>The same batch when nothing in it is classed; else another in its place.</summary>
    /// <exception cref="MalformedTelemetryException">What the door does not look at, such as attributes of scopes, is no protobuf; the batch is as it was.</exception>
    public unsafe Batch Apply(Batch batch)
    {
        var body = new Slice(batch.Buffer.Pointer, batch.Buffer.Length);
        var edits = new MessageEdits(body);
        new RequestRewriter(batch.Signal, new AttributeRewriter(_rules.Names, _hash, edits), edits, _rules.Status).Walk(body);
        if (!edits.Any)
        {
            return batch;
        }

        var treated = _reader.Read(batch.Signal, edits.Apply(), batch.ReceivedAt);
        batch.Dispose();
        return treated;
    }
}
