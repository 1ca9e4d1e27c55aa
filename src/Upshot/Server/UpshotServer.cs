using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Pages;
using Upshot.Pages.Frame;
using Upshot.Plan;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>The server: receivers, store, answers, API and pages in one process.</summary>
internal sealed class UpshotServer : IAsyncDisposable
{
    private static readonly TimeSpan s_warmAfter = TimeSpan.FromSeconds(10);
    private readonly WebApplication _app;

    private UpshotServer(WebApplication app, TelemetryStore store)
    {
        _app = app;
        Store = store;
    }

    public TelemetryStore Store { get; }

    /// <summary>The plan that counts, and how another takes its place.</summary>
    public PlanInUse Plan => PlanOf(_app.Services);

    /// <summary>Why the data directory cannot be used any more; null: it can.</summary>
    public string? DirectoryFault => Store.Health.DirectoryFault;

    /// <exception cref="StoreException">The data directory cannot be used.</exception>
    /// <exception cref="OpenAddressException">Other machines could come in without a key.</exception>
    /// <exception cref="AddressInUseException">Somebody else listens on one of the addresses.</exception>
    public static async Task<UpshotServer> StartAsync(ServerOptions options, ProductPlan plan, TimeProvider time, LogLevel level, CancellationToken cancellation)
    {
        RefuseBusyAddresses(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Logs(builder.Logging, level);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        AddAccess(builder.Services, options, time);
        Api.AddTo(builder.Services);
        AssistantRoutes.AddTo(builder.Services, !options.IsForQuestions);
        PageRoutes.AddTo(builder.Services, services => SiteOf(services, options), time);

        builder.Services.AddSingleton<VerdictWebhook>();
        var warning = OwnTelemetry.AddTo(builder, options);
        builder.Services.AddSingleton(services => TelemetryStore.Open(options.Store, plan, time, services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Store")));
        builder.Services.AddSingleton(services => new TelemetryInUse(services.GetRequiredService<TelemetryStore>(), options, time, services.GetRequiredService<ILoggerFactory>()));
        if (!options.IsForQuestions && options.ClickHouse is null)
        {
            builder.Services.AddSingleton<HistoryCount>();
            builder.Services.AddHostedService(services => services.GetRequiredService<HistoryCount>());
        }

        if (!options.IsForQuestions)
        {
            builder.Services.AddHostedService(services => LaterCount.Of(
                AnswersOf(services, () => services.GetRequiredService<TelemetryStore>().Plan, time), services.GetRequiredService<TelemetryInUse>(), time, services.GetRequiredService<ILogger<LaterCount>>()));
        }

        if (!options.IsForQuestions && !options.IsFollower && options.Plan is null && plan.Operations.Count == 0)
        {
            builder.Services.AddHostedService(services => new RouteOperations(services.GetRequiredService<TelemetryInUse>(), PlanOf(services), time, services.GetRequiredService<ILogger<RouteOperations>>()));
        }

        if (!options.IsForQuestions)
        {
            // One for questions ends when they are answered.
            builder.Services.AddHostedService(_ => new IdleMemory(time, () => Environment.CpuUsage.TotalTime, IdleMemory.Collect, NativeHeap.GiveBack));
        }

        builder.Services.AddSingleton(new NoticeBoard());

        // One a request: an answer is of one plan, though another may come meanwhile.
        builder.Services.AddScoped(services => AnswersOf(services, time));
        builder.Services.AddSingleton(services => new OtlpReceiver(
            new BatchIntake(services.GetRequiredService<TelemetryInUse>().AppendAsync, time, services.GetRequiredService<NoticeBoard>(), signal => Keeps(services.GetRequiredService<TelemetryStore>().Plan.Retention, signal)).Accept,
            options.Limits,
            services.GetRequiredService<ILogger<OtlpReceiver>>(),
            board: services.GetRequiredService<NoticeBoard>(),
            time: time));
        builder.Services.AddSingleton<OwnMetrics>();
        if (options.ClickHouse is not null)
        {
            // First to start and last to end: who leads is known before alerts are evaluated, and until the last one is told.
            builder.Services.AddHostedService<Leading>();
        }

        AlertServices.AddTo(builder.Services, services => AnswersOf(services, () => services.GetRequiredService<TelemetryStore>().Plan, time), new Uri($"http://{options.Http}"), !options.IsForQuestions && !options.IsFollower, options.Variable, time);
        if (!options.IsForQuestions && !options.IsFollower && ReleaseWatch.Every(options.Variable) is { } every)
        {
            builder.Services.AddHostedService(services => new ReleaseWatch(
                AnswersOf(services, () => services.GetRequiredService<TelemetryStore>().Plan, time), services.GetRequiredService<VerdictWebhook>(), every, time, services.GetRequiredService<ILogger<ReleaseWatch>>()));
        }

        builder.Services.AddSingleton(services => new AdHocQueries(
            services.GetRequiredService<TelemetryStore>(), QueryWorkerProgram.StartInfo, options.Queries, time, services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Queries")));
        var app = builder.Build();
        try
        {
            var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Server");
            if (warning is not null)
            {
                log.LogWarning("{Warning}", warning);
            }

            // Opened before anything listens: what it holds is recovered, and a directory that cannot be used is said.
            var store = app.Services.GetRequiredService<TelemetryStore>();
            await app.Services.GetRequiredService<TelemetryInUse>().OpenAsync(cancellation);
            RefuseOpenAddresses(options, app.Services.GetRequiredService<KeyRing>(), log);
            using var starting = OwnTelemetry.Starting(app.Services);
            UseAccess(app, options);
            app.UseOtlp(app.Services.GetRequiredService<OtlpReceiver>());
            Api.Map(app);
            AssistantRoutes.Map(app);
            MetricsRoute.Map(app);
            OwnTelemetry.Map(app);
            FormRoutes.Map(PageRoutes.Map(app));
            await app.StartAsync(cancellation);
            starting.Succeed();
            if (options.IsWarm && (options.OtlpHttp is not null || options.OtlpGrpc is not null))
            {
                // A server that a command starts for itself may never be asked a query. Any other has better things to do while it starts.
                _ = WarmQueriesAsync(app.Services.GetRequiredService<AdHocQueries>(), time, app.Lifetime.ApplicationStopping);
            }

            return new(app, store);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A process that answers people's queries is ready before most of them ask, and takes nothing from a start.</summary>
    private static async Task WarmQueriesAsync(AdHocQueries queries, TimeProvider time, CancellationToken stopping)
    {
        await Task.Delay(s_warmAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            await queries.WarmAsync();
        }
    }

    /// <summary>What is said of one subject, such as the plan, while the server runs.</summary>
    public ILogger LogOf(string subject) => _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(subject);

    /// <summary>Where pages and API are.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Where it really listens, in the order of <see cref="ServerOptions.Addresses"/>: port 0 has become a free one.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    /// <summary>Completes when somebody asked the process to end.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static void AddAccess(IServiceCollection services, ServerOptions options, TimeProvider time)
    {
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton(s => s.GetRequiredService<TelemetryStore>().State);
        services.AddSingleton(s => new KeyRing(s.GetRequiredService<OperationalRecords>(), options.Token, options.IsReachable, options.IsForQuestions, time));
        services.AddSingleton(new WrongKeys(time));
        services.AddSingleton(s => new Gate(s.GetRequiredService<KeyRing>(), s.GetRequiredService<WrongKeys>(), options.IsForQuestions, s.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Access")));
    }

    /// <summary>What comes before anything is answered, on every address.</summary>
    private static void UseAccess(WebApplication app, ServerOptions options)
    {
        app.Use(AnswerHeaders.Set);
        app.Use(HeadRequests.AsGet);
        app.UseRouting();
        var (keys, gate) = (app.Services.GetRequiredService<KeyRing>(), app.Services.GetRequiredService<Gate>());
        app.Use(next => context => keys.HasKey || LocalNames.Allow(context.Request.Host, options.Variable(LocalNames.Variable)) ? next(context) : LocalNames.Refuse(context));
        app.Use(next => context => CrossSite.Allow(context, options.Limits.AllowedOrigins) ? next(context) : CrossSite.Refuse(context));
        app.Use(gate.Pass);
    }

    private static void RefuseOpenAddresses(ServerOptions options, KeyRing keys, ILogger log)
    {
        if (options.Tls is { } tls)
        {
            tls.Warn = warning => log.LogWarning("{Warning}", warning);
        }

        if (keys.HasKey)
        {
            if (options.IsClear)
            {
                log.LogWarning("Keys travel in clear to {Addresses}: whoever sees the network can read and use them. Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that speaks TLS", string.Join(", ", options.Addresses.Where(a => !System.Net.IPAddress.IsLoopback(a.Address.Address)).Select(a => a.Address)));
            }
        }
        else if (options.OpenAddresses().ToList() is { Count: > 0 } open)
        {
            throw new OpenAddressException(string.Join(Environment.NewLine, open));
        }
    }

    /// <summary>Asked for by the first request: what was to be any free port is one by then.</summary>
    private static SiteSettings SiteOf(IServiceProvider services, ServerOptions options)
    {
        var real = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var listening = options.Addresses.Zip(real, (asked, url) => (asked.Option, Address: new IPEndPoint(asked.Address.Address, new Uri(url).Port))).ToDictionary(a => a.Option, a => a.Address);
        var keys = services.GetRequiredService<KeyRing>();
        return new(options.Scheme, listening["--http"], listening.GetValueOrDefault("--otlp-http"), listening.GetValueOrDefault("--otlp-grpc"), () => keys.HasKey)
        {
            MayOperate = context => keys.IsOpen || context.Features.Get<KeyHolder>()?.Opens([Right.Operate]) == true,
        };
    }

    private static PlanInUse PlanOf(IServiceProvider services) =>
        new(services.GetRequiredService<TelemetryStore>(), services.GetRequiredService<TelemetryInUse>(), services.GetService<HistoryCount>());

    private static TimeSpan Keeps(Retention retention, TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => retention.Spans,
        TelemetrySignal.Metrics => retention.Metrics,
        _ => retention.Logs,
    };

    private static Func<IReadOnlyList<ServiceNotice>> NoticesOf(NoticeBoard board) =>
        () => [.. board.All.Select(n => new ServiceNotice(n.Service, n.Reason, n.Count, n.First, n.Last, $"{n.Service}: {n.Sentence}"))];

    private static AnswerService AnswersOf(IServiceProvider services, TimeProvider time)
    {
        var plan = services.GetRequiredService<TelemetryStore>().Plan;
        return AnswersOf(services, () => plan, time);
    }

    private static AnswerService AnswersOf(IServiceProvider services, Func<ProductPlan> plan, TimeProvider time)
    {
        var store = services.GetRequiredService<TelemetryStore>();
        return new(services.GetRequiredService<TelemetryInUse>(), store.State, plan, time, NoticesOf(services.GetRequiredService<NoticeBoard>()));
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        Action<ListenOptions>? secure = options.Tls is { } tls ? tls.Secure : null;
        kestrel.Listen(options.Http, listen => options.Tls?.Secure(listen));
        if (options.OtlpGrpc is { } grpc)
        {
            kestrel.ListenOtlpGrpc(grpc, secure);
        }

        if (options.OtlpHttp is { } http)
        {
            kestrel.ListenOtlpHttp(http, secure);
        }
    }

    private static void Logs(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });

        // Standard output is for answers.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
    }

    /// <summary>Before anything is opened, so that the message can name the option.</summary>
    private static void RefuseBusyAddresses(ServerOptions options)
    {
        foreach (var (option, address) in options.Addresses)
        {
            try
            {
                using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(address);
            }
            catch (SocketException e)
            {
                throw new AddressInUseException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{address} is in use by another program. Stop it, or choose another address with {option}."
                    : $"Cannot listen on {address} ({e.Message}). Choose another address with {option}.");
            }
        }
    }
}

/// <summary>Anybody could come in. The message names the addresses and what to do.</summary>
internal sealed class OpenAddressException(string message) : Exception(message);

/// <summary>The message names the address and the option.</summary>
internal sealed class AddressInUseException(string message) : Exception(message);
