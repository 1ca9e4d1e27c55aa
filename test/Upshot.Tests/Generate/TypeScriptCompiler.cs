using System.Diagnostics;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The TypeScript compiler of a folder's packages, in one process for all tests: its start costs more than what it compiles here. It ends with the tests.</summary>
internal static class TypeScriptCompiler
{
    private static readonly SemaphoreSlim s_turn = new(1);
    private static Process? s_process;

    /// <summary>As <c>tsc</c> in a folder.</summary>
    public static async Task<Ended> Run(string folder, params string[] arguments)
    {
        Tools.TypeScriptIn(folder);
        await s_turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            s_process ??= Process.Start(UpshotProgram.StartInfo("node", [Path.Combine(Tools.NodeFolder, "compiler.cjs")], new Dictionary<string, string>()))!;
            await s_process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { folder, arguments }));
            await s_process.StandardInput.FlushAsync();
            var said = await s_process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            using var ended = JsonDocument.Parse(said ?? throw new InvalidOperationException(await s_process.StandardError.ReadToEndAsync()));
            return new(ended.RootElement.GetProperty("code").GetInt32(), ended.RootElement.GetProperty("output").GetString()!, "");
        }
        finally
        {
            s_turn.Release();
        }
    }
}
