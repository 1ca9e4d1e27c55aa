using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;

namespace Upshot.Alerts;

/// <summary>Flags, settings, deployments and notes that somebody tells of.</summary>
internal sealed class ChangeAnswers(AnswerService asked, AlertEngine engine)
{
    public static readonly string[] Kinds = ["flag", "config", "deploy", "note"];
    private const int MostText = 500;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public async Task<ChangeEvent> AddAsync(ChangeSetting said, CancellationToken cancellation)
    {
        if (!Kinds.Contains(said.Kind))
        {
            throw new UnusableException($"A change is of kind {string.Join(", ", Kinds)}; not \"{said.Kind}\".");
        }

        if (string.IsNullOrWhiteSpace(said.Name))
        {
            throw new UnusableException("Say what changed (name).");
        }

        foreach (var (field, text) in new[] { ("name", said.Name), ("from", said.From), ("to", said.To), ("service", said.Service), ("environment", said.Environment), ("author", said.Author) })
        {
            if (text?.Length > MostText)
            {
                throw new UnusableException($"{field} has {text.Length} characters; at most {MostText} are kept.");
            }
        }

        var at = said.At ?? asked.Now;
        if (at > asked.Now + Ahead || at < asked.Now - asked.Plan.Retention.Rollups)
        {
            throw new UnusableException($"{at:u} is in the future, or longer ago than anything is kept.");
        }

        var id = AlertName.Id(at, "change", said.Kind!, said.Name, said.From ?? "", said.To ?? "", said.Service ?? "", said.Environment ?? "");
        var change = new ChangeEvent(id, said.Kind!, said.Name, said.From ?? "", said.To ?? "", said.Service ?? "", said.Environment ?? "", said.Author ?? "", at, "person");
        await engine.ChangeAsync(_ => new() { ChangeEvents = [change] }, cancellation);
        return change;
    }

    /// <summary>Latest first.</summary>
    public IReadOnlyList<ChangeEvent> Between(DateTimeOffset? from, DateTimeOffset? to, int? limit) =>
        asked.State.Alerts.Changes(from ?? asked.Now.AddDays(-28), to ?? asked.Now + Ahead, Math.Clamp(limit ?? 1000, 1, 10_000));
}

/// <param name="Kind">flag, config, deploy, note.</param>
/// <param name="At">By default now.</param>
internal sealed record ChangeSetting(string? Kind, string? Name, string? From = null, string? To = null, string? Service = null, string? Environment = null, string? Author = null, DateTimeOffset? At = null);
