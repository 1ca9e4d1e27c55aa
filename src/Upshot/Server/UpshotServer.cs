using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Upshot.Answers;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Pages;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>The server: receivers, store, answers, API and pages in one process.</summary>
internal sealed class UpshotServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UpshotServer(WebApplication app, TelemetryStore store)
    {
        _app = app;
        Store = store;
    }

    public TelemetryStore Store { get; }

    /// <exception cref="StoreException">The data directory cannot be used.</exception>
    /// <exception cref="AddressInUseException">Somebody else listens on one of the addresses.</exception>
    public static async Task<UpshotServer> StartAsync(ServerOptions options, ProductPlan plan, TimeProvider time, LogLevel level)
    {
        RefuseBusyAddresses(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Logs(builder.Logging, level);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        Api.AddTo(builder.Services);
        PageRoutes.AddTo(builder.Services, options, time);

        builder.Services.AddSingleton<VerdictWebhook>();
        var warning = OwnTelemetry.AddTo(builder, options);
        builder.Services.AddSingleton(services => TelemetryStore.Open(options.Store, plan, time, services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Store")));
        builder.Services.AddSingleton(services => new AnswerService(services.GetRequiredService<TelemetryStore>(), services.GetRequiredService<TelemetryStore>().State, plan, time));
        builder.Services.AddSingleton(services => new OtlpReceiver(
            new BatchIntake(services.GetRequiredService<TelemetryStore>().AppendAsync, time).Accept, options.Limits, services.GetRequiredService<ILogger<OtlpReceiver>>()));
        builder.Services.AddSingleton(services => new AdHocQueries(
            services.GetRequiredService<TelemetryStore>(), QueryWorkerProgram.StartInfo, options.Queries, services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Queries")));
        var app = builder.Build();
        try
        {
            if (warning is not null)
            {
                app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Server").LogWarning("{Warning}", warning);
            }

            // Opened before anything listens: what it holds is recovered, and a directory that cannot be used is said.
            var store = app.Services.GetRequiredService<TelemetryStore>();
            using var starting = OwnTelemetry.Starting(app.Services);
            if (options.Token is { } token)
            {
                app.Use(next => context => Authorization.Check(context, token) ? next(context) : Authorization.Refuse(context));
            }

            app.UseOtlp(app.Services.GetRequiredService<OtlpReceiver>());
            if (options.Token is null)
            {
                app.Use(next => context => LocalNames.Allow(context.Request.Host, options.Variable(LocalNames.Variable)) ? next(context) : LocalNames.Refuse(context));
            }

            Api.Map(app);
            OwnTelemetry.Map(app);
            PageRoutes.Map(app);
            await app.StartAsync();
            starting.Succeed();
            if (options.OtlpHttp is not null || options.OtlpGrpc is not null)
            {
                // A server that a command starts for itself may never be asked a query.
                _ = app.Services.GetRequiredService<AdHocQueries>().WarmAsync();
            }

            return new(app, store);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where pages and API are.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Where it really listens, in the order of <see cref="ServerOptions.Addresses"/>: port 0 has become a free one.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    /// <summary>Completes when somebody asked the process to end.</summary>
    public Task WaitAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Http);
        if (options.OtlpGrpc is { } grpc)
        {
            kestrel.ListenOtlpGrpc(grpc);
        }

        if (options.OtlpHttp is { } http)
        {
            kestrel.ListenOtlpHttp(http);
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

/// <summary>The message names the address and the option.</summary>
internal sealed class AddressInUseException(string message) : Exception(message);
