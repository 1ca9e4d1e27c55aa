using System.Text.Json;
using Upshot.Answers;
using Upshot.Server;

namespace Upshot.Demo;

/// <summary>The few calls of the server's API that the demo needs.</summary>
internal sealed class DemoApi(Uri address) : IDisposable
{
    private static readonly JsonSerializerOptions Json = Configured();

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async Task StartRelease(string version, CancellationToken cancel)
    {
        using var answer = await _client.PostAsJsonAsync("api/v1/releases", new { version, environment = "demo" }, Json, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoFailure($"The server did not record release {version}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    public Task<ServerStatus> Status(CancellationToken cancel) => Get<ServerStatus>("api/v1/status", cancel);

    public Task<ReleaseVerdict> Compare(string baseline, string candidate, CancellationToken cancel) =>
        Get<ReleaseVerdict>($"api/v1/compare?baseline={baseline}&candidate={candidate}", cancel);

    public Task<TimeExplanation> Explain(string baseline, string candidate, string operation, CancellationToken cancel) =>
        Get<TimeExplanation>($"api/v1/explain?baseline={baseline}&candidate={candidate}&operation={Uri.EscapeDataString(operation)}", cancel);

    /// <summary>What was worth improving while a version ran.</summary>
    public Task<RankAnswer> Rank(string version, CancellationToken cancel) => Get<RankAnswer>($"api/v1/rank?since=1d&version={version}", cancel);

    public void Dispose() => _client.Dispose();

    private static JsonSerializerOptions Configured()
    {
        var json = new JsonSerializerOptions();
        Api.Configure(json);
        return json;
    }

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
