using System.CommandLine;
using System.Globalization;
using System.Net;
using Upshot.Client;
using Upshot.Commands.Serve;
using Upshot.Observe.Files;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Server;
using Upshot.Server.Access;

namespace Upshot.Commands;

/// <summary><c>upshot serve</c>: take telemetry, keep it, answer.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var readOnly = new Option<bool>("--read-only") { Description = "Answer only: no telemetry is taken, and alerts and releases are left to another server. For pages over a ClickHouse, or over a directory that nothing is sent to any more." };
        return Create("serve", "Receive telemetry over OTLP, store it, and answer: pages, API, budgets, verdicts.", readOnly, isIngest: false);
    }

    /// <summary><c>upshot ingest</c>: a server that takes telemetry for a ClickHouse and leaves alerts and releases to another.</summary>
    public static Command CreateIngest() => Create("ingest", "Receive telemetry over OTLP for a ClickHouse: one of any number of nodes. Alerts and releases are left to one upshot serve.", null, isIngest: true);

    private static Command Create(string name, string description, Option<bool>? readOnly, bool isIngest)
    {
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. Without one, routes that are asked for often are operations, and nothing is promised. [UPSHOT_PLAN]" };
        var http = Address("--http", "UPSHOT_HTTP", 4600, "Address of pages and API");
        var grpc = Address("--otlp-grpc", "UPSHOT_OTLP_GRPC", 4317, "Address of OTLP over gRPC");
        var otlpHttp = Address("--otlp-http", "UPSHOT_OTLP_HTTP", 4318, "Address of OTLP over HTTP");
        var watch = new Option<bool>("--watch") { Description = "Read the plan again when its files change. SIGHUP has it read again in any case. [UPSHOT_WATCH=1]" };
        var tlsCertificate = new Option<string?>("--tls-cert") { Description = "TLS on all three addresses: the PEM file of the certificate and its chain. [UPSHOT_TLS_CERT]" };
        var tlsKey = new Option<string?>("--tls-key") { Description = "The PEM file of its private key. [UPSHOT_TLS_KEY]" };
        var origins = new Option<string?>("--otlp-origins") { Description = "Origins of pages that may send telemetry over HTTP, such as https://shop.example,http://localhost:*. The default is none. [UPSHOT_OTLP_ORIGINS]" };
        var store = StoreOption.Create(isRequired: false);
        var command = new Command(name, description) { plan, ServerOption.Data, http, grpc, otlpHttp, tlsCertificate, tlsKey, origins, watch, store };
        var standby = new Option<bool>("--standby") { Description = "Where another server has the data directory, wait until it has ended, however it ended, and take its place. Alerts, incidents and notifications go on where it left them. [UPSHOT_STANDBY=1]" };
        if (readOnly is not null)
        {
            command.Options.Add(readOnly);
            command.Options.Add(standby);
        }

        command.SetAction(async (parsed, cancellation) => await RunAsync(new ServerOptions
        {
            Plan = parsed.GetValue(plan) ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN"),
            Data = parsed.GetRequiredValue(ServerOption.Data),
            Http = parsed.GetRequiredValue(http),
            OtlpGrpc = IsReadOnly(parsed) ? null : parsed.GetRequiredValue(grpc),
            OtlpHttp = IsReadOnly(parsed) ? null : parsed.GetRequiredValue(otlpHttp),
            IsFollower = isIngest || IsReadOnly(parsed),
            Token = TokenSetting.Read(Environment.GetEnvironmentVariable).Token,
            OtlpOrigins = Said(parsed.GetValue(origins), "UPSHOT_OTLP_ORIGINS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        }, Said(parsed.GetValue(tlsCertificate), "UPSHOT_TLS_CERT"), Said(parsed.GetValue(tlsKey), "UPSHOT_TLS_KEY"), StoreOption.Said(parsed.GetValue(store)), isIngest, parsed.GetValue(watch) || Environment.GetEnvironmentVariable("UPSHOT_WATCH") is "1", readOnly is not null && (parsed.GetValue(standby) || Environment.GetEnvironmentVariable("UPSHOT_STANDBY") is "1"), cancellation));
        return command;

        bool IsReadOnly(ParseResult parsed) => readOnly is not null && parsed.GetValue(readOnly);
    }

    private static string? Said(string? flag, string variable) => flag ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null);

    private static async Task<int> RunAsync(ServerOptions options, string? tlsCertificate, string? tlsKey, string? store, bool needsStore, bool watch, bool standby, CancellationToken cancellation)
    {
        if (needsStore && store is null)
        {
            return Fail($"upshot ingest takes telemetry for a ClickHouse: name it with --store {ClickHouseAddress.Form}. For a directory there is upshot serve.");
        }

        if (watch && options.Plan is null)
        {
            return Fail("--watch needs a plan to watch: name its folder with --plan DIR.");
        }

        if (tlsCertificate is not null && tlsKey is not null)
        {
            options = options with { Tls = new(tlsCertificate, tlsKey, TimeProvider.System) };
        }

        if (options.Mistakes()
            .Append(TokenSetting.Read(Environment.GetEnvironmentVariable).Mistake)
            .Append(tlsCertificate is null == tlsKey is null ? null : "TLS needs both --tls-cert and --tls-key.")
            .OfType<string>().ToList() is { Count: > 0 } mistakes)
        {
            return Fail(string.Join(Environment.NewLine, mistakes));
        }

        var (plan, problem) = PlanFolderReader.Read(options.Plan);
        if (problem is not null)
        {
            return Fail(problem);
        }

        OwnerOnly.FromNowOn();
        NativeHeap.KeepForReuse();
        try
        {
            options = options with { ClickHouse = ClickHouseSettings.Read(store, options.Data, options.Variable) };
            if (standby)
            {
                await StandBy.UntilFreeAsync(options.Data, Console.Error, TimeProvider.System, cancellation);
                (plan, problem) = PlanFolderReader.Read(options.Plan);
                if (problem is not null)
                {
                    return Fail(problem);
                }
            }

            await using var server = await StandBy.StartAsync(() => UpshotServer.StartAsync(options, plan, TimeProvider.System, LogLevel.Information, cancellation), standby, options.Data, Console.Error, TimeProvider.System, cancellation);

            // Before anybody is told that it is ready: a signal that nobody handles ends the process.
            await using var reloading = new PlanReloading(server.Plan, options.Plan, watch, TimeProvider.System, server.LogOf("Upshot.Plan"));
            var addresses = server.Addresses;
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Upshot is ready: {options.Scheme}://{addresses[0].Authority}  ({(addresses.Count > 2 ? $"OTLP: gRPC {addresses[1].Authority}, HTTP {addresses[2].Authority}" : "read-only")}; {(options.ClickHouse is { } remote ? $"store: {remote.Address}; " : "")}data: {Path.GetFullPath(options.Data)}; {(options.Plan is null ? "no plan" : $"plan of {plan.Product}, {plan.Digest}")})"));
            await Task.WhenAny(server.WaitAsync(cancellation), ParentIsGone(cancellation));
            return server.DirectoryFault is { } fault ? Fail(fault) : ExitCode.Yes;
        }
        catch (Exception e) when (e is StoreException or AddressInUseException or OpenAddressException)
        {
            return Fail(e.Message);
        }
    }

    // A program that starts the server for itself holds the server's standard input open; so it never outlives that program.
    private static async Task ParentIsGone(CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("UPSHOT_EXIT_WITH_STDIN") is not "1")
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, cancellation);
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }

    private static Option<IPEndPoint> Address(string name, string variable, int port, string what) => new(name)
    {
        Description = $"{what}: IP:PORT, PORT or :PORT (loopback). The default is 127.0.0.1:{port}. [{variable}]",
        DefaultValueFactory = result => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? Parse(set, result.AddError, variable) : new(IPAddress.Loopback, port),
        CustomParser = result => Parse(result.Tokens[0].Value, result.AddError, name),
    };

    private static IPEndPoint Parse(string text, Action<string> addError, string name)
    {
        if (ushort.TryParse(text.TrimStart(':'), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new(IPAddress.Loopback, port);
        }

        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{text[10..]}" : text;
        if (address.Contains(':') && IPEndPoint.TryParse(address, out var parsed))
        {
            return parsed;
        }

        addError($"{name} \"{text}\" is not an address. Write IP:PORT, such as 127.0.0.1:4600.");
        return new(IPAddress.Loopback, 0);
    }
}
