using System.Diagnostics;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Server;

/// <summary>
/// This program as the process that answers queries. Not for people, so it is not among the commands; and it starts before
/// they are made, for a question may wait for it.
/// </summary>
internal static class QueryWorkerProgram
{
    private const string Name = "query-worker";

    public static bool IsMeant(string[] arguments) => arguments is [Name];

    public static int Run() => QueryWorker.Run();

    public static ProcessStartInfo StartInfo()
    {
        var program = typeof(QueryWorkerProgram).Assembly.Location;
        var start = Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "upshot"
            ? new ProcessStartInfo(self, [Name])
            : new ProcessStartInfo(DotnetProgram.Host, ["exec", "--runtimeconfig", Path.ChangeExtension(program, ".runtimeconfig.json"), program, Name]);

        // A small heap: rows leave it as they come, and one row is not large. What the server is set to, its profilers and ports, is not for this process.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0xA000000";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCgen0size"] = "0x400000";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment.Remove("UPSHOT_TOKEN");
        return start;
    }
}
