using System.Net;
using System.Net.Http.Headers;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Decide.Rehearsals;
using Upshot.Plan;
using Upshot.Server;
using Upshot.Server.Access;

namespace Upshot.RunbookRuns;

/// <summary>What a check answers while all is well, and in rehearsed incidents.</summary>
/// <param name="Tells">Kinds of faults in which the answer is not the expected one.</param>
internal sealed record RehearsedCheck(string Runbook, string Title, StepState Usual, string Seen, IReadOnlyList<string> Tells, IReadOnlyList<string> Rehearsed);

/// <summary>Asks the checks of runbooks of stores that hold a rehearsal: one in which all is well, and one for each kind of fault.</summary>
internal sealed class RunbookRehearsal(ProductPlan plan, TimeProvider time)
{
    private const int Requests = 120;
    private const ulong Seed = 1;

    // What a check tells must not depend on how busy the machine is that rehearses it: the longest that a server gives.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(50), During = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<RehearsedCheck>> RunAsync(IReadOnlyList<Runbook> runbooks, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var usual = await AnswersAsync(runbooks, null, now, cancellation);
        var faults = new Dictionary<string, Dictionary<RunbookStep, StepAnswer>>(StringComparer.Ordinal);
        var meant = new Dictionary<(string Runbook, string Fault), bool>();
        foreach (var kind in Enum.GetValues<FaultKind>().Where(k => k is not (FaultKind.SlowBurn or FaultKind.TelemetryLoss)))
        {
            foreach (var group in runbooks.GroupBy(r => PlaceOf(r, kind, now)).Where(g => g.Key is not null))
            {
                var name = $"{JsonNames.Of(kind)} of {group.Key!.Service} under {group.Key.Operation}";
                faults[name] = await AnswersAsync([.. group], group.Key, now, cancellation);
                foreach (var runbook in group)
                {
                    meant[(runbook.Path, name)] = true;
                }
            }
        }

        return [.. runbooks.SelectMany(r => Checks(r).Select(step =>
        {
            var own = faults.Where(f => meant.ContainsKey((r.Path, f.Key))).ToList();
            return new RehearsedCheck(r.Path, step.Title, usual[step].State, usual[step].Seen, [.. own.Where(f => f.Value[step].State != StepState.AsExpected).Select(f => f.Key)], [.. own.Select(f => f.Key)]);
        }))];
    }

    private Fault? PlaceOf(Runbook runbook, FaultKind kind, DateTimeOffset now) => RehearsedTraces.PlaceOf(
        plan, kind, [.. runbook.Objectives.Concat(plan.Objectives.Where(o => o.Runbook == runbook.Path).Select(o => o.Name)).Distinct()], now - During, During);

    private static IEnumerable<RunbookStep> Checks(Runbook runbook) => runbook.Steps.Where(s => s.Kind != RunbookStepKind.Action);

    private async Task<Dictionary<RunbookStep, StepAnswer>> AnswersAsync(IReadOnlyList<Runbook> runbooks, Fault? fault, DateTimeOffset now, CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("upshot-rehearsal-").FullName;
        try
        {
            var options = new ServerOptions { Data = data, Http = new(IPAddress.Loopback, 0), OtlpHttp = new(IPAddress.Loopback, 0), IsForQuestions = true, Token = KeyText.Once(), Variable = _ => null };
            await using var server = await UpshotServer.StartAsync(options, plan, time, LogLevel.Error, cancellation);
            var traces = RehearsedTraces.Of(plan, fault, now - Before - During, Before, Requests, Seed).Concat(RehearsedTraces.Of(plan, fault, now - During, During, Requests, Seed + 1)).ToList();
            await SendAsync(server.Addresses[1], options.Token, traces, cancellation);
            await using var client = AnswerClient.To(server.Address, options.Token);
            var (questions, answers) = (new StepQuestions(client, Patience), new Dictionary<RunbookStep, StepAnswer>());
            foreach (var step in runbooks.SelectMany(Checks))
            {
                answers[step] = await questions.AskAsync(step, now - During, now, cancellation);
            }

            return answers;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task SendAsync(Uri address, string token, IReadOnlyList<RehearsedTrace> traces, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (path, body) in RehearsedTelemetry.Spans(plan, traces).Select(b => ("/v1/traces", b)).Concat(RehearsedTelemetry.Logs(plan, traces).Select(b => ("/v1/logs", b))))
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using var answer = await http.PostAsync(new Uri(address, path), content, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new CommandException($"The rehearsal's telemetry was not taken: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }
        }
    }
}
