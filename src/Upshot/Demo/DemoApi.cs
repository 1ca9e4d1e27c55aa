using System.Text.Json;
using Upshot.Answers;
using Upshot.Plan.Evidence;

namespace Upshot.Demo;

/// <summary>The few calls of the server's API that the demo needs.</summary>
internal sealed class DemoApi(Uri address) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async Task StartRelease(string version, CancellationToken cancel)
    {
        using var answer = await _client.PostAsJsonAsync("api/v1/releases", new { version, environment = "demo" }, Json, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoFailure($"The server did not take note of release {version}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    public Task<ServerStatus> Status(CancellationToken cancel) => Get<ServerStatus>("api/v1/status", cancel);

    /// <summary>A version against its baseline, by the blocks of a time in which both ran.</summary>
    public Task<ReleaseVerdict> Compare(string baseline, string candidate, TimeRange range, TimeSpan block, CancellationToken cancel) =>
        Get<ReleaseVerdict>($"api/v1/compare?baseline={baseline}&candidate={candidate}&{Within(range)}&block={block.TotalSeconds:0}s", cancel);

    public Task<TimeExplanation> Explain(string baseline, string candidate, string operation, TimeRange range, CancellationToken cancel) =>
        Get<TimeExplanation>($"api/v1/explain?baseline={baseline}&candidate={candidate}&operation={Uri.EscapeDataString(operation)}&{Within(range)}", cancel);

    public void Dispose() => _client.Dispose();

    private static string Within(TimeRange range) => $"from={range.From.UtcDateTime:O}&to={range.To.UtcDateTime:O}";

    private async Task<T> Get<T>(string path, CancellationToken cancel)
    {
        using var answer = await _client.GetAsync(path, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoFailure($"The server does not answer {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        }

        return (await answer.Content.ReadFromJsonAsync<T>(Json, cancel))!;
    }
}
