using Upshot.Bench;
using Upshot.Bench.Growth;

if (args is ["hostile", var upshot, var folder, var length])
{
    return await HostileQueries.RunAsync(upshot, folder, int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
}

if (args is ["alerts", var evaluating, var kept, .. var many])
{
    return await AlertEvaluations.RunAsync(evaluating, kept, many is [var objectives] ? int.Parse(objectives, System.Globalization.CultureInfo.InvariantCulture) : 1000);
}

if (args is ["warm", var asking, var filled])
{
    return await WarmQueries.RunAsync(asking, filled);
}

if (args is ["growth", var growing, var asked, .. { Length: > 0 } sizes])
{
    var table = new GrowthTable();
    foreach (var size in sizes)
    {
        await new GrowthQuestions(await GrowthFill.In(growing, long.Parse(size, System.Globalization.CultureInfo.InvariantCulture)), table).MeasureAsync(asked);
    }

    Console.Write(table);
    return 0;
}

if (args is ["clickhouse", var filledBefore, var address, .. { Length: > 0 } counts])
{
    var table = new GrowthTable();
    foreach (var size in counts)
    {
        await new GrowthClickHouse(filledBefore, address, long.Parse(size, System.Globalization.CultureInfo.InvariantCulture), table).MeasureAsync();
    }

    Console.Write(table);
    return 0;
}

if (args.Length != 3)
{
    Console.Error.WriteLine("Usage (UPSHOT_DLL is upshot.dll of a build, or the program upshot of a package): Upshot.Bench WORK UPSHOT_DLL RESULTS.md (bench/run.sh does all of it), Upshot.Bench hostile UPSHOT_DLL WORK SECONDS, Upshot.Bench warm UPSHOT_DLL WORK, Upshot.Bench alerts UPSHOT_DLL WORK [OBJECTIVES], Upshot.Bench growth WORK UPSHOT_DLL SPANS..., or Upshot.Bench clickhouse WORK clickhouse://USER@HOST:PORT/DATABASE SPANS...");
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
