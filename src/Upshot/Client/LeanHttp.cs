using System.Net.Http.Headers;

namespace Upshot.Client;

/// <summary>HTTP for a process that asks a question and ends: what would tell others of each request, or would save work from the hundredth on, is left out.</summary>
internal static class LeanHttp
{
    /// <summary>Whether this process is a command line and nothing else: switches hold for all that runs in it.</summary>
    public static bool IsOwnProcess { get; set; }

    /// <summary>Before the first request, and only where this process asks and does not serve: nobody reads its metrics, and code made at run time does not pay.</summary>
    public static void ForThisProcess()
    {
        if (IsOwnProcess)
        {
            AppContext.SetSwitch("System.Diagnostics.Metrics.Meter.IsSupported", false);
            AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false);
        }
    }

    /// <param name="token">Of the key; null: none.</param>
    public static HttpClient To(Uri address, TimeSpan patience, string? token)
    {
        var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false, UseProxy = !address.IsLoopback };
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = patience };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http;
    }
}
