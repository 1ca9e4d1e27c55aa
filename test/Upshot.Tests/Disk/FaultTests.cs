using System.Globalization;
using System.Net;
using Upshot.Tests.Crash;
using Upshot.Tests.Running;

namespace Upshot.Tests.Disk;

/// <summary>
/// Every write, flush, rename and open of a server's start, intake, seals and merges fails once, or from there on: what was
/// acknowledged is there afterwards, once. <c>bench/faults.sh CASES</c> walks them closely.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly int s_cases = Number("UPSHOT_FAULT_CASES", 4);
    private static readonly int s_first = Number("UPSHOT_FAULT_FIRST", 0);
    private static readonly int s_last = Number("UPSHOT_FAULT_LAST", s_cases - 1);

    private static readonly Dictionary<string, string> s_small = new()
    {
        ["UPSHOT_GENERATION_RECORDS"] = "200",
        ["UPSHOT_MAINTENANCE_SECONDS"] = "1",
    };

    [Fact]
    public async Task A_disk_that_fails_at_any_moment_makes_no_acknowledgement_false()
    {
        using var disk = await FaultyDisk.Make();
        using var folder = new TemporaryFolder();
        var start = DateTimeOffset.UtcNow;
        await using (var server = await ServerProcess.Start(folder["template"], environment: s_small))
        {
            await Send(server, new(start), 7);
            await server.Kill();
        }

        await Run(disk, folder, new(0, "28", 0), start);
        var operations = disk.Operations;
        Assert.True(operations > 100, $"Only {operations} operations were seen.");
        var hit = 0;
        for (var number = s_first; number <= s_last; number++)
        {
            var fault = DiskFault.Of(number, s_cases, operations);
            try
            {
                var refused = await Run(disk, folder, fault, start);
                hit += disk.Operations >= fault.At ? 1 : 0;
                output.WriteLine($"case {number} of {s_cases}, {fault}: {refused}");
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {number} of {s_cases}, {fault} of {operations}: {e.Message}", e);
            }
        }

        Assert.True(hit > 0, "No server came as far as its fault.");
    }

    private static async Task<string> Run(FaultyDisk disk, TemporaryFolder folder, DiskFault fault, DateTimeOffset start)
    {
        var data = folder["data"];
        Copy(folder["template"], data);
        var batches = new Batches(start);
        for (var i = 0; i < 7; i++)
        {
            batches.Acknowledge(batches.Next());
        }

        var (server, errors) = await ServerProcess.TryStart(data, new Dictionary<string, string>(s_small.Concat(disk.Environment(data, fault))));
        var refused = 0;
        if (server is not null)
        {
            await using (server)
            {
                refused = await Send(server, batches, 16);
                await server.Kill();
            }
        }
        else
        {
            // A log may have an exception in one of its lines; an end without a sentence has a stack trace in lines of its own.
            Assert.DoesNotContain(errors.Split('\n'), line => line.StartsWith("   at ", StringComparison.Ordinal));
        }

        await using (var after = await RunningServer.Start(data, environment: s_small))
        {
            await Stored.AssertWhole(after, batches);
            Assert.DoesNotContain("are lost", after.Errors);
            Assert.Equal(0, await Send(after, batches, refused + 4));
            Assert.Equal(batches.Count, await Stored.AssertWhole(after, batches));
        }

        Directory.Delete(data, recursive: true);
        return server is null ? $"no start: {errors.Trim()}" : $"{refused} requests refused";
    }

    /// <summary>Sends so many, one after the other, those that were refused again and again; seals in between. Answers how many were refused in the end.</summary>
    private static async Task<int> Send(RunningServer server, Batches batches, int requests)
    {
        var refused = new List<int>();
        for (var i = 0; i < requests; i++)
        {
            var number = batches.Next();
            if (!await IsTaken(server, batches, number))
            {
                refused.Add(number);
            }

            if (i % 5 == 4)
            {
                (await server.Seal()).Dispose();
            }
        }

        foreach (var number in refused.ToList())
        {
            if (await IsTaken(server, batches, number))
            {
                refused.Remove(number);
            }
            else
            {
                batches.SendAgain(number);
            }
        }

        return refused.Count;
    }

    private static async Task<bool> IsTaken(RunningServer server, Batches batches, int number)
    {
        using var answer = await server.Post(batches.Bytes(number));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            batches.Acknowledge(number);
            return true;
        }

        Assert.True(answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return false;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
