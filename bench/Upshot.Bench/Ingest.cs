using System.Diagnostics;
using System.Text.Json;

namespace Upshot.Bench;

/// <summary>One million records over OTLP/HTTP protobuf, four connections, each body acknowledged when it is durable.</summary>
internal static class Ingest
{
    public static async Task Measure(Report report, string signal, string records, string work, string program)
    {
        var data = Path.Combine(work, "upshot-data");
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        await using (var server = await ServerProcess.StartAsync(program, data))
        {
            var before = server.CpuSeconds();
            var replay = await ReplayAsync(work, signal, server.OtlpPort);
            await server.SealAsync();
            var cpu = server.CpuSeconds() - before;
            var size = (await server.GetAsync("/api/v1/size")).GetProperty("signals").EnumerateArray().First(s => s.GetProperty("signal").GetString() == signal);
            var count = size.GetProperty("sealedRecords").GetDouble();
            report.Add(signal, $"{records} a second", count / replay.GetProperty("seconds").GetDouble(), "", signal switch { "traces" => "120,000", "logs" => "200,000", _ => "130,000" });
            report.Add(signal, $"CPU seconds a million {records}", cpu / count * 1e6, "s", signal switch { "traces" => "14", "logs" => "10", _ => "14" });
            report.Add(signal, $"bytes at rest of each of the {records}", size.GetProperty("sealedBytes").GetDouble() / count, "B", signal == "traces" ? "55" : "");
            report.Add(signal, "peak memory", server.PeakMegabytes(), "MB", signal == "traces" ? "500" : "");
            report.Add(signal, "acknowledgement, p50", replay.GetProperty("ack_ms_p50").GetDouble(), "ms");
            report.Add(signal, "acknowledgement, p99", replay.GetProperty("ack_ms_p99").GetDouble(), "ms", signal == "traces" ? "250" : "");
            report.Add(signal, "requests refused or failed", replay.GetProperty("failed").GetDouble() + replay.GetProperty("retried").GetDouble(), "", "0");
            if (signal == "traces")
            {
                await Questions.Measure(report, server, work);
            }
        }

        await using var again = await ServerProcess.StartAsync(program, data);
        report.Add(signal, "start of the server on this data", again.StartTime.TotalMilliseconds, "ms", signal == "traces" ? "1,000" : "");
    }

    private static async Task<JsonElement> ReplayAsync(string work, string signal, int port)
    {
        var replay = Process.Start(new ProcessStartInfo(Path.Combine(work, "bin", "replay"), ["-dir", Path.Combine(work, "data", signal), "-addr", $"127.0.0.1:{port}", "-path", $"/v1/{signal}", "-c", "4", "-per", "1000"]) { RedirectStandardOutput = true })!;
        var output = await replay.StandardOutput.ReadToEndAsync();
        await replay.WaitForExitAsync();
        return JsonDocument.Parse(output).RootElement;
    }
}
