using System.Globalization;
using Upshot.Alerts;
using Upshot.Background;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse.Leading;

namespace Upshot.Server;

/// <summary>
/// Of several servers over one ClickHouse one leads: it evaluates alerts, tells of them, watches releases and takes changes. When it is gone another one takes its place.
/// </summary>
internal sealed class Leading : BackgroundService
{
    /// <summary>Seconds after which another server takes the place of one that is gone. The default is 30.</summary>
    public const string LeaseVariable = "UPSHOT_LEASE_SECONDS";

    private const int StepsALease = 8;
    private static readonly TimeSpan s_atTheEnd = TimeSpan.FromSeconds(3);
    private readonly ServerLease _lease;
    private readonly TimeSpan _lasts;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private string _said = "";

    public Leading(ServerOptions options, OperationalRecords state, TimeProvider time, ILoggerFactory logs)
    {
        (_lasts, _time, _log) = (Lasts(options.Variable), time, logs.CreateLogger("Upshot.Leading"));
        _lease = new(options.ClickHouse!, state, $"{Environment.MachineName} ({AlertServices.AddressOf(new Uri($"{options.Scheme}://{options.Http}"), options.Variable)})", _lasts, !options.IsFollower, time, _log);
    }

    public static IEnumerable<string> Mistakes(Func<string, string?> variable)
    {
        if (variable(LeaseVariable) is { Length: > 0 } seconds && SecondsOf(seconds) is null)
        {
            yield return $"{LeaseVariable} is \"{seconds}\": write a whole number of seconds from 3 to 600.";
        }
    }

    /// <summary>Whoever may lead does so before anybody asks.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await StepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_atTheEnd);
        try
        {
            await _lease.EndAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The lease ends by itself.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _lease.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Repeated.RunAsync(_lasts / StepsALease, _time, StepAsync, Failed, stoppingToken);

    private async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            await _lease.StepAsync(cancellation);
            _said = "";
        }
        catch (StoreException e)
        {
            Failed(e);
        }
    }

    // A store that is gone for an hour is one line, not a thousand.
    private void Failed(Exception e)
    {
        if (e.Message != _said)
        {
            _said = e.Message;
            _log.LogError(e is StoreException ? null : e, "Who leads could not be settled; it is tried again: {Reason}", e.Message);
        }
    }

    private static TimeSpan Lasts(Func<string, string?> variable) => TimeSpan.FromSeconds(SecondsOf(variable(LeaseVariable) ?? "") ?? 30);

    private static int? SecondsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 3 and <= 600 ? seconds : null;
}
