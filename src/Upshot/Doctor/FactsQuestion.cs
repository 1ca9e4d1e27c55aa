using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Doctor;

/// <summary>Asks a server what an examination needs.</summary>
internal static class FactsQuestion
{
    public static async Task<StoredFacts> AskAsync(AnswerClient client, TimeProvider time, CancellationToken cancellation)
    {
        var before = time.GetUtcNow();
        var status = await client.GetAsync<ServerStatus>("/api/v1/status", cancellation);
        // Half of the way the answer took; what opening a directory takes is no difference of clocks.
        var (after, here) = (time.GetUtcNow(), before + ((time.GetUtcNow() - before) / 2));
        var ahead = after - before < TimeSpan.FromSeconds(5) ? status.At - here : TimeSpan.Zero;
        var sent = await client.GetAsync<SentTelemetry>("/api/v1/services/sent", cancellation);
        return new(
            status.At, ahead, status.Objectives.Count > 0 || status.Product.Length > 0, sent.Services, sent.Uncounted,
            [.. status.Objectives.Where(o => o.Total == 0).Select(o => (o.Objective, o.Operation))],
            [.. status.Missing.Select(m => m.Sentence), .. status.Notices.Where(n => !sent.Received.Any(r => n.StartsWith(r.Sentence, StringComparison.Ordinal)))],
            sent.Received)
        {
            OtlpHttp = sent.OtlpHttp,
            OtlpGrpc = sent.OtlpGrpc,
        };
    }
}
