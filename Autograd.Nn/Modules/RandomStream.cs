using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Where a module's noise comes from. Unless it has a seed of its own it forks from the model's seed by its path, as parameters do: two
/// layers of one kind draw differently, and <see cref="ModuleExtensions.Initialize"/> starts it anew.
/// </summary>
/// <example><code>
/// public RandomStream Random { get; private init => field = Register(value); }
/// </code></example>
/// <param name="seed">The seed, which then holds whatever the model's; null to fork from the model's.</param>
public sealed class RandomStream(ulong? seed = null) : ModulePart
{
    private Generator? _generator;

    /// <summary>
    /// The generator, whose whole state is its seed and offset: <c>new Generator(seed, offset)</c>, set here, goes on from there.
    /// </summary>
    /// <remarks>
    /// While <see cref="DataParallel"/> computes a chunk of a batch it is the chunk's own, a fork by the step and the chunk.
    /// </remarks>
    public Generator Generator
    {
        get => Chunk.Current is { } chunk ? chunk.GeneratorOf(this) : Whole;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _generator = value;
        }
    }

    /// <summary>The generator of whole batches.</summary>
    internal Generator Whole => _generator ??= seed is ulong given ? new(given) : new Generator(Seed).Fork(PathHash.Of(Path));

    /// <summary>The path and the generator's state.</summary>
    public override string ToString() => $"{Path} seed {Generator.Seed}, offset {Generator.Offset}";

    // One that has moved on, or was set, stays what it is when its module becomes part of another.
    internal override bool IsAsDrawn => _generator is { Offset: 0 } && _generator.Seed == new Generator(Seed).Fork(PathHash.Of(Path)).Seed;

    internal override Tensor State => Tensor.From([(long)Generator.Seed, (long)Generator.Offset]);

    internal override void DrawAnew() => _generator = null;

    internal override (Shape Shape, DType DType)? Form => ([2], DType.Int64);

    internal override void Load(Tensor values) => _generator = new((ulong)values.AsSpan<long>()[0], (ulong)values.AsSpan<long>()[1]);
}
