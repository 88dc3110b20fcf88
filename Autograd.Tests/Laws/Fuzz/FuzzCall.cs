using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>A call of an op drawn at random, sensible or absurd. The op and the seed say all of it.</summary>
internal sealed class FuzzCall
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float64, DType.Int64, DType.Bool];
    private readonly OpDefinition _op;
    private readonly int _seed;

    private FuzzCall(OpDefinition op, int seed, OpAttributes attributes, Tensor?[] inputs, FuzzNumbers numbers, Random random)
    {
        (_op, _seed, Attributes, Inputs, Numbers) = (op, seed, attributes, inputs, numbers);
        Watched =
            [.. inputs.OfType<Tensor>().Where(input => Call.IsFloat(input.DType)).Distinct().Where((_, i) => i == 0 || random.Chance(0.8))];
        UpstreamSeed = random.Next();
    }

    public string Name => _op.Name;

    public OpAttributes Attributes { get; }

    public Tensor?[] Inputs { get; }

    public FuzzNumbers Numbers { get; }

    /// <summary>What the inputs are, or are views of.</summary>
    public required IReadOnlyList<Tensor> Buffers { get; init; }

    /// <summary>Of the inputs that may have a gradient, those that are asked for it, the first among them.</summary>
    public Tensor[] Watched { get; }

    /// <summary>Whether rounding is no excuse: the numbers are those of a sample, or near 1, in Float64.</summary>
    public bool IsOrdinary => Numbers is FuzzNumbers.OfSample or FuzzNumbers.Normal && Watched.All(input => input.DType == DType.Float64);

    private int UpstreamSeed { get; }

    /// <summary>The call again, to be seen and to be made again.</summary>
    public override string ToString() =>
        $"{_op.Name}, seed {_seed}: OpRegistry.Create(\"{_op.Name}\", new() {{ " +
            $"{string.Join(", ", Attributes.Select(a => $"[\"{a.Key}\"] = {a.Value}"))} }})" +
        $".Apply({string.Join(", ", Inputs.Select(FuzzValues.Code))})";

    public static FuzzCall Draw(OpDefinition op, int seed)
    {
        var random = new Random(seed);
        DType dtype = random.Chance(0.5) ? DType.Float32 : DType.Float64;
        OpSample[] samples = [.. op.Samples];
        OpSample sample = random.Pick(samples);
        Tensor[] like = sample.Inputs(dtype);
        FuzzNumbers numbers = random.Pick(Enum.GetValues<FuzzNumbers>());
        Shape[] shapes = FuzzShapes.Like(random, [.. like.Select(input => input.Shape)]);
        List<Tensor> buffers = [];
        List<Tensor?> inputs = [.. like.Select((input, i) => (Tensor?)FuzzValues.Draw(
            random, shapes[i], random.Chance(0.03) ? random.Pick(s_types) : input.DType,
            input.DType == dtype ? numbers : random.Chance(0.7) ? FuzzNumbers.OfSample : numbers,
            Laws.Numbers.Of(input), buffers))];
        Alias(random, inputs, buffers);
        Miscount(random, inputs, dtype);
        return new(op, seed, FuzzAttributes.Like(random, op, sample.Attributes), [.. inputs], numbers, random) { Buffers = buffers };
    }

    /// <summary>An upstream gradient for the output, the same in each call.</summary>
    public Tensor Upstream(Tensor output) => FuzzValues.Draw(new Random(UpstreamSeed), output.Shape, output.DType, Numbers, []);

    public Tensor Forward() => _op.Create(Attributes).Apply(Inputs!);

    /// <summary>The same call of inputs that have their buffers to themselves; what was one tensor still is.</summary>
    public Tensor ForwardOfCopies()
    {
        Dictionary<Tensor, Tensor> copies = Inputs.OfType<Tensor>().Distinct().ToDictionary(input => input, input => input.Detach());
        return _op.Create(Attributes).Apply([.. Inputs.Select(input => copies[input!])]);
    }

    // The same tensor twice, or two views of one buffer that overlap.
    private static void Alias(Random random, List<Tensor?> inputs, List<Tensor> buffers)
    {
        if (inputs.Count < 2 || !random.Chance(0.15))
        {
            return;
        }

        int from = random.Next(inputs.Count), to = random.Next(inputs.Count);
        Tensor first = inputs[from]!;
        if (random.Chance(0.6) || first.Rank == 0 || first.Shape[0] == 0)
        {
            inputs[to] = first;
            return;
        }

        Tensor both = Tensor.Concatenate([first, first]);
        buffers.Add(both);
        inputs[from] = both.Slice(0, ..first.Shape[0]);
        inputs[to] = both.Slice(0, 1..(1 + first.Shape[0]));
    }

    private static void Miscount(Random random, List<Tensor?> inputs, DType dtype)
    {
        switch (random.Next(60))
        {
            case 0 when inputs.Count > 0:
                inputs.RemoveAt(random.Next(inputs.Count));
                break;
            case 1:
                inputs.Add(Tensor.Ones(FuzzShapes.Any(random), dtype));
                break;
            case 2 when inputs.Count > 0:
                inputs[random.Next(inputs.Count)] = null;
                break;
            case 3:
                inputs.Clear();
                break;
        }
    }
}
