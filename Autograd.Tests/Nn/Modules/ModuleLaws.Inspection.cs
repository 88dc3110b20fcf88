using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleLaws
{
    // The result, all gradients, and all state afterwards: what is random is drawn once, what is averaged is averaged once.
    private static void Computed_again_on_the_way_back_it_gives_the_same_bits(ModuleCase of)
    {
        byte[][] outcomes = [.. new Func<Func<Tensor>, Tensor>[] { compute => compute(), Checkpointing.Run }.Select(run =>
        {
            Module module = of.Make().Initialize(1);
            Tensor[] inputs = of.Inputs is { } shape ? of.Arguments(shape, DType.Float32) : [];
            using var tape = new Tape();
            Tensor factor = tape.Watch(Tensor.Scalar(1, DType.Float32));
            foreach (Tensor input in inputs.Where(input => input.DType.IsFloat()))
            {
                tape.Watch(input);
            }

            Tensor output = run(() => of.Inputs is null ? of.Run(module, DType.Float32) : of.Call(module, inputs));
            tape.Backward((output * factor).Sum());
            return (byte[])
            [
                .. Numbers.Bits(output), .. Bits(module),
                .. module.Parameters().Select(parameter => parameter.Grad).Concat(inputs.Select(input => input.Grad))
                    .SelectMany(gradient => gradient is null ? [] : Numbers.Bits(gradient)),
            ];
        })];
        outcomes[1].ShouldBe(outcomes[0], $"{of.Name} as a part that is computed again");
    }

    // Shapes and calls as hooks see them, all parameters once, results as a trace has them; and what comes after is as without.
    private static void A_summary_says_what_running_shows_and_changes_nothing(ModuleCase of)
    {
        Module module = of.Make().Initialize(1), twin = of.Make().Initialize(1);
        byte[] before = Bits(module);
        ModelSummary summary = module.Summary(() => of.Run(module, DType.Float32));
        Bits(module).ShouldBe(before, $"{of.Name} after a summary");
        summary.Parameters.ShouldBe(module.ParameterCount);
        summary.ToString().Split('\n').Where(line => line.Length > 80).ShouldBeEmpty();

        Dictionary<string, (Shape Shape, int Calls)> seen = [];
        twin.Eval();
        foreach ((string name, Module inner) in twin.NamedParts().Where(named => named.Part is Module)
            .Select(named => (named.Name, (Module)named.Part)).Prepend(("", twin)))
        {
            inner.OnForward(output => seen[name] = (output.Shape, seen.GetValueOrDefault(name).Calls + 1));
        }

        using (var tape = new Tape { Traces = true })
        {
            of.Run(twin, DType.Float32);
            summary.ResultBytes.ShouldBe(tape.Calls.Sum(call =>
                call.Outputs.Where(output => !call.Inputs.Any(output.SharesBuffer)).Sum(output => (long)output.Bytes.Length)));
        }

        summary.Layers.Where(layer => layer.Calls > 0)
            .Select(layer => $"{layer.Path} {layer.OutputShape} {layer.Calls}").Order()
            .ShouldBe(seen.Select(of => $"{of.Key} {of.Value.Shape} {of.Value.Calls}").Order());
        Numbers.Bits(of.Run(module, DType.Float32)).ShouldBe(Numbers.Bits(of.Run(of.Make().Initialize(1), DType.Float32)));
    }
}
