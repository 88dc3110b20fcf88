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
}
