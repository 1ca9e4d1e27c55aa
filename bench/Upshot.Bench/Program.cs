using Upshot.Bench;

if (args is ["hostile", var upshot, var folder, var length])
{
    return await HostileQueries.RunAsync(upshot, folder, int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
}

if (args.Length != 3)
{
    Console.Error.WriteLine("Usage: Upshot.Bench WORK UPSHOT_DLL RESULTS.md (bench/run.sh does all of it), or Upshot.Bench hostile UPSHOT_DLL WORK SECONDS");
    return 1;
}

var (work, program, results) = (args[0], args[1], args[2]);
var report = new Report();
for (var run = 1; run <= 3; run++)
{
    await Ingest.Measure(report, "traces", "spans", work, program);
}

await Ingest.Measure(report, "logs", "records", work, program);
await Ingest.Measure(report, "metrics", "points", work, program);
await Budgets.Measure(report, work, program);
Appending.Measure(report, work);
report.Write(results);
return 0;
