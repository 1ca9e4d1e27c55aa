using System.Globalization;
using Upshot.Tests.Running;

namespace Upshot.Tests.Disk;

/// <param name="At">Which write, flush, rename or open fails first, from 1; 0: none.</param>
/// <param name="Kind">An error number of Linux, or short.</param>
/// <param name="Times">How many fail from there on.</param>
internal sealed record DiskFault(long At, string Kind, long Times)
{
    private static readonly string[] s_kinds = ["28", "5", "30", "short"];
    private static readonly long[] s_times = [1, 4, 1_000_000];

    /// <summary>The same for the same number: evenly over all there are, each by another kind and for another while.</summary>
    public static DiskFault Of(int number, int cases, long operations) =>
        new(1 + (number * operations / cases), s_kinds[number % s_kinds.Length], s_times[number % s_times.Length]);
}

/// <summary>A disk that fails when it is told to: a library preloaded into the server, compiled from <c>faults.c</c>.</summary>
internal sealed class FaultyDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Library => _folder["faults.so"];

    private string CountFile => _folder["count"];

    /// <summary>How many writes, flushes, renames and opens the last server made.</summary>
    public long Operations => BitConverter.ToInt64(File.ReadAllBytes(CountFile));

    public static async Task<FaultyDisk> Make()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Libraries are preloaded on Linux only.");
        var disk = new FaultyDisk();
        try
        {
            var source = Repository.PathTo("test/Upshot.Tests/Disk/faults.c");
            var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("gcc", ["-O2", "-shared", "-fPIC", "-o", disk.Library, source, "-ldl"], new Dictionary<string, string>()));
            Assert.True(ended.Code == 0, ended.Errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            disk.Dispose();
            Assert.Skip("gcc is not installed, and a library has to be compiled for the disk to fail.");
        }

        return disk;
    }

    public Dictionary<string, string> Environment(string data, DiskFault fault)
    {
        File.Delete(CountFile);
        return new()
        {
            ["LD_PRELOAD"] = Library,
            ["FAULT_UNDER"] = data,
            ["FAULT_COUNT"] = CountFile,
            ["FAULT_AT"] = fault.At.ToString(CultureInfo.InvariantCulture),
            ["FAULT_KIND"] = fault.Kind,
            ["FAULT_TIMES"] = fault.Times.ToString(CultureInfo.InvariantCulture),
        };
    }

    public void Dispose() => _folder.Dispose();
}
